"""The verbs of this room and their sentences."""

from shounuo.kernel.words import Words

SENTENCES: dict[str, Words] = {
    "customer.signed": Words("{by} 登记了客户", "{by} registered a customer"),
    "customer.contact_added": Words("{by} 添加了联系人", "{by} added a contact"),
    "customer.account_given": Words(
        "{by} 为联系人 {name} 开通了账号", "{by} gave the contact {name} an account"
    ),
    "customer.entrusted": Words("{by} 将客户交由 {to} 负责", "{by} entrusted the customer to {to}"),
    "customer.contract_agreed": Words(
        "{by} 登记了合同约定", "{by} registered what the contract says otherwise"
    ),
}
