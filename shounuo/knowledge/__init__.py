"""Knowledge: articles of four libraries – solutions, best practice, guides to troubleshooting, case studies. [7.3-solutions]

It owns articles with their versions, the cases they solved, whether they helped, guides as they are walked in a case, and what people
looked for. An article is drafted, reviewed by somebody else, published, and looked at again by a promised day; what is outdated says so.
"""
