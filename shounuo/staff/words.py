"""What people of the house are called and asked for, in both languages."""

from shounuo.kernel.words import Words

LEAVE_KINDS: dict[str, Words] = {
    "annual": Words("年假", "Annual leave"),
    "sick": Words("病假", "Sick leave"),
    "personal": Words("事假", "Personal leave"),
    "training": Words("培训", "Training"),
    "travel": Words("出差", "Travel"),
    "other": Words("其他", "Other"),
}
LANGUAGES: dict[str, Words] = {
    "zh": Words("中文", "Chinese"),
    "en": Words("英语", "English"),
    "yue": Words("粤语", "Cantonese"),
    "ja": Words("日语", "Japanese"),
    "ko": Words("韩语", "Korean"),
    "de": Words("德语", "German"),
    "fr": Words("法语", "French"),
}
GRADES: dict[int, Words] = {
    1: Words("了解", "has seen it"),
    2: Words("会用", "uses it"),
    3: Words("熟练", "at ease with it"),
    4: Words("深入", "knows it deeply"),
    5: Words("专家", "others ask"),
}
