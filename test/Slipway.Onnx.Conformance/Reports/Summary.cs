namespace Slipway.Onnx.Conformance.Reports;

/// <summary>A report for people.</summary>
internal static class Summary
{
    private const int LongestReason = 110;

    public static void Write(Report report, TextWriter output, bool verbose)
    {
        WriteReasons(report, output, Outcome.NotCarried, "The protocol cannot carry", verbose);
        WriteReasons(report, output, Outcome.EngineFails, "ONNX Runtime does not pass", verbose);
        foreach (var result in report.Cases.Where(result => result.Outcome == Outcome.Disagrees))
        {
            output.WriteLine($"DISAGREES {result.Name} {result.Reason}");
            foreach (var call in result.Transports)
            {
                output.WriteLine($"    {call.Transport}: {call.Problem ?? "agrees"}");
            }
        }

        output.WriteLine($"Cases found        {report.Found, 5}");
        output.WriteLine($"Carried            {report.Carried, 5}");
        output.WriteLine($"ONNX Runtime passes{report.EnginePasses, 5}");
        foreach (var (name, asked, agreed) in report.Transports)
        {
            output.WriteLine($"  {name, -16} {agreed, 5} of {asked} agree");
        }

        output.WriteLine($"Agree everywhere   {report.Agree, 5}");
    }

    private static void WriteReasons(Report report, TextWriter output, Outcome outcome, string title, bool verbose)
    {
        var groups = report
            .Cases.Where(result => result.Outcome == outcome)
            .GroupBy(result => Shorten(result.Reason ?? ""))
            .OrderByDescending(group => group.Count())
            .ToList();
        if (groups.Count == 0)
            return;
        output.WriteLine($"{title}:");
        foreach (var group in groups)
        {
            output.WriteLine($"  {group.Count(), 4}  {group.Key}");
            foreach (var result in verbose ? group : Enumerable.Empty<CaseResult>())
            {
                output.WriteLine($"          {result.Name}");
            }
        }
    }

    private static string Shorten(string reason)
    {
        var line = reason.ReplaceLineEndings(" ");
        return line.Length <= LongestReason ? line : line[..LongestReason] + "…";
    }
}
