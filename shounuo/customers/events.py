"""The verbs of this room and their sentences."""

from shounuo.kernel.words import Words

SENTENCES: dict[str, Words] = {
    "customer.signed": Words("{by} 登记了客户", "{by} registered a customer"),
    "customer.described": Words(
        "{by} 将{field}由“{was}”改为“{now}”", "{by} changed the {field} from “{was}” to “{now}”"
    ),
    "customer.contact_added": Words("{by} 添加了联系人", "{by} added a contact"),
    "customer.contact_described": Words(
        "{by} 修改了联系人 {name} 的资料", "{by} changed what is known of {name}"
    ),
    "customer.contact_invited": Words("{by} 为 {name} 开通了账号", "{by} opened an account for {name}"),
    "customer.contact_ended": Words("{by} 停用了联系人 {name}", "{by} ended the contact {name}"),
    "customer.emergency_added": Words(
        "{by} 将 {name} 列为紧急联系人", "{by} made {name} an emergency contact"
    ),
    "customer.emergency_moved": Words(
        "{by} 调整了紧急联系人 {name} 的顺序", "{by} changed the place of emergency contact {name}"
    ),
    "customer.emergency_ended": Words(
        "{by} 不再将 {name} 列为紧急联系人", "{by} took {name} off the emergency contacts"
    ),
    "customer.recovery_authorised": Words(
        "{by} 登记 {name} 可授权数据恢复", "{by} wrote down that {name} may authorise a data recovery"
    ),
    "customer.recovery_ended": Words(
        "{by} 取消了 {name} 的数据恢复授权资格", "{by} ended {name}'s authority over data recovery"
    ),
    "customer.aws_account_added": Words(
        "{by} 登记了 AWS 账号 {account}", "{by} added the AWS account {account}"
    ),
    "customer.aws_account_described": Words(
        "{by} 修改了 AWS 账号 {account}", "{by} changed the AWS account {account}"
    ),
    "customer.aws_account_ended": Words(
        "{by} 停用了 AWS 账号 {account}", "{by} ended the AWS account {account}"
    ),
    "customer.entrusted": Words("{by} 将客户交由 {to} 负责", "{by} entrusted the customer to {to}"),
    "customer.contract_agreed": Words(
        "{by} 登记了合同约定", "{by} registered what the contract says otherwise"
    ),
}
FIELDS: dict[str, Words] = {
    "name": Words("名称", "name"),
    "short_name": Words("简称", "short name"),
    "success_manager": Words("客户成功经理", "success manager"),
    "team": Words("固定团队", "fixed team"),
}
"""What `customer.described` speaks of."""
