"""The verbs of this room and their sentences."""

from shounuo.kernel.words import Words

SENTENCES: dict[str, Words] = {
    "article.begun": Words("{by} 开始编写：{title}", "{by} began it: {title}"),
    "article.written": Words("{by} 保存了第 {version} 版", "{by} saved version {version}"),
    "article.described": Words("{by} 修改了分类或读者", "{by} changed where it stands or who reads it"),
    "article.submitted": Words("{by} 提交审核", "{by} submitted it for review"),
    "article.returned": Words("{by} 退回修改：{words}", "{by} returned it: {words}"),
    "article.published": Words("{by} 发布了第 {version} 版", "{by} published version {version}"),
    "article.reviewed": Words("{by} 复审：内容仍然正确", "{by} looked at it again: it still holds"),
    "article.outdated": Words("{by} 标为过期：{words}", "{by} marked it outdated: {words}"),
    "article.rated": Words("{by} 评价了文章", "{by} said whether it helped"),
    "article.tied": Words("{by} 关联了知识 {article}", "{by} tied article {article}"),
    "article.walked": Words("{by} 开始按 {article} 排查", "{by} began to walk {article}"),
    "article.stepped": Words("{by} 排查步骤 {step}：{outcome}", "{by}, step {step}: {outcome}"),
}
