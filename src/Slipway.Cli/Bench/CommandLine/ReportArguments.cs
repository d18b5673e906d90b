using System.CommandLine;

namespace Slipway.Cli.Bench.CommandLine;

/// <summary>The options that say what is looked at besides, and where the figures go.</summary>
internal sealed class ReportArguments
{
    private readonly Option<int[]> _pid = new("--pid")
    {
        Description =
            "A process of the server on this machine, whose CPU time and memory are reported; may be given again, and "
            + "is summed up.",
        HelpName = "N",
    };
    private readonly Option<bool> _checkLength = new("--check-length")
    {
        Description = "Count answers of another length than the first one's as failed.",
    };
    private readonly Option<string?> _saveAnswer = File(
        "--save-answer",
        "Keep the body of the first answer, for gRPC its message, so that a baseline can give the same."
    );
    private readonly Option<string?> _label = new("--label")
    {
        Description = "What this run is called in the reports.",
        HelpName = "TEXT",
    };
    private readonly Option<string?> _json = File("--json", "Write everything that was measured as JSON.");
    private readonly Option<string?> _csv = File("--csv", "Write one line of CSV for each concurrency or rate.");
    private readonly Option<string?> _html = File("--html", "Write a page with plots; one file that needs no other.");
    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Print no table and no progress." };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_pid, _checkLength, _saveAnswer, _label, _json, _csv, _html, _quiet])
        {
            command.Add(option);
        }
    }

    public IReadOnlyList<int> Processes(ParseResult result) => result.GetValue(_pid) ?? [];

    public bool ChecksLength(ParseResult result) => result.GetValue(_checkLength);

    public string? AnswerFile(ParseResult result) => result.GetValue(_saveAnswer);

    public string? Label(ParseResult result) => result.GetValue(_label);

    public string? JsonFile(ParseResult result) => result.GetValue(_json);

    public string? CsvFile(ParseResult result) => result.GetValue(_csv);

    public string? HtmlFile(ParseResult result) => result.GetValue(_html);

    public bool IsQuiet(ParseResult result) => result.GetValue(_quiet);

    private static Option<string?> File(string name, string description) =>
        new(name) { Description = description, HelpName = "FILE" };
}
