"""The verbs of this room and their sentences."""

from shounuo.kernel.words import Words

SENTENCES: dict[str, Words] = {
    "account.enrolled": Words("{by} 开通了账号", "{by} enrolled an account"),
    "account.role_granted": Words("{by} 授予角色 {role}", "{by} granted the role {role}"),
    "account.role_ended": Words("{by} 收回角色 {role}", "{by} ended the role {role}"),
    "account.ended": Words("{by} 停用了账号", "{by} ended the account"),
    "account.password_changed": Words("{by} 更换了密码", "{by} changed the password"),
    "account.token_issued": Words("{by} 签发了接口令牌", "{by} issued an API token"),
    "account.token_revoked": Words("{by} 吊销了接口令牌", "{by} revoked an API token"),
    "account.language_chosen": Words("{by} 选择了语言 {language}", "{by} chose the language {language}"),
    "account.signed_in": Words("{by} 登录", "{by} signed in"),
}
