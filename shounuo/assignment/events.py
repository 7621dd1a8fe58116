"""The verbs of this room and their sentences."""

from shounuo.kernel.words import Words

SENTENCES: dict[str, Words] = {
    "offer.made": Words("{by} 请 {to} 接手 {giver} 的案例", "{by} asked {to} to take the case from {giver}"),
    "offer.accepted": Words("{by} 接受了 {giver} 的交接", "{by} accepted the case from {giver}"),
    "offer.declined": Words("{by} 没有接受 {giver} 的交接", "{by} declined the case from {giver}"),
    "offer.expired": Words("{to} 没有按时答复 {giver} 的交接", "{to} did not answer {giver}'s offer in time"),
    "offer.withdrawn": Words("向 {to} 提出的交接不再需要", "the offer to {to} is no longer needed"),
    "case.taken_over": Words("{by} 从 {giver} 手中接管了案例", "{by} took the case over from {giver}"),
}
