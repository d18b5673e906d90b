namespace Slipway.Runtimes.Torch.Loading;

/// <summary>What libtorch says, on one line: without its stack of C++ functions and the traceback of the model's code.</summary>
internal static class TorchMessage
{
    private static readonly string[] Ends = ["Exception raised from", "C++ CapturedTraceback", "frame #0:"];
    private static readonly string[] Headings =
    [
        "The following operation failed in the TorchScript interpreter.",
        "Traceback of TorchScript",
    ];

    public static string Of(string text, int longest)
    {
        foreach (var end in Ends)
        {
            if (text.IndexOf(end, StringComparison.Ordinal) is >= 0 and var at)
                text = text[..at];
        }

        var lines = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        // Of the traceback only its last words say anything: "RuntimeError: …".
        var last = Array.FindLastIndex(lines, line => line.Contains("Error: ", StringComparison.Ordinal));
        var line =
            last >= 0
                ? string.Join(' ', lines[last..])
                : string.Join(
                    ' ',
                    lines.Where(line => !Headings.Any(heading => line.StartsWith(heading, StringComparison.Ordinal)))
                );
        line = new string([.. line.Select(c => char.IsControl(c) ? ' ' : c)]).Trim();
        if (line.Length > longest)
            line = line[..longest] + "…";
        return line.EndsWith('.') || line.EndsWith('…') ? line : line + ".";
    }
}
