using System.Text.RegularExpressions;
using Microsoft.ML.OnnxRuntime;

namespace Slipway.Runtimes.Onnx.Native;

/// <summary>
/// What an <see cref="OnnxRuntimeException"/> says, taken apart: its code is only in its text, and the text is full
/// of source locations and paths that are nobody's business. <see cref="Text"/> is one line that ends in a full stop.
/// </summary>
internal sealed partial record OrtMessage(string Code, string Text)
{
    private const int MaxLength = 600;

    /// <summary>Reads a message.</summary>
    /// <param name="error">What ONNX Runtime threw.</param>
    /// <param name="folder">A folder whose path is cut out of the text.</param>
    public static OrtMessage Of(OnnxRuntimeException error, string? folder = null)
    {
        var text = error.Message;
        var code = CodePattern().Match(text);
        if (code.Success)
            text = text[code.Length..];
        if (folder is not null)
            text = text.Replace(folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);
        text = SourcePattern().Replace(text, "");
        text = StatusPattern().Replace(text, "");
        text = LoadPattern().Replace(text, "");
        text = NodePattern().Replace(text, "${type} node '${name}': ");
        var line = text.AsSpan().Trim();
        if (line.IndexOf('\n') is >= 0 and var newline)
            line = line[..newline];
        if (line.Length > MaxLength)
            line = line[..MaxLength];
        line = line.Trim();
        var end = line is [.., '.'] ? "" : ".";
        return new OrtMessage(code.Success ? code.Groups["code"].Value : "", $"{line}{end}");
    }

    public bool Says(string words) => Text.Contains(words, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"^\[ErrorCode:(?<code>\w+)\] ", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CodePattern();

    // "/onnxruntime_src/…/graph.cc:46 void onnxruntime::F(const X&, int) [with T = …] " and "tensorutils.cc:461 F ".
    [GeneratedRegex(
        @"/onnxruntime_src/\S+:\d+ [^\n]*?\)( const)? (\[with [^\]\n]*\] )?|\b\w+\.(cc|cpp|h):\d+ \w+ ",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex SourcePattern();

    [GeneratedRegex(@"^Load model from .*? failed:", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LoadPattern();

    // "Non-zero status code returned while running Gather node. Name:'Gather_0' Status Message: "
    [GeneratedRegex(
        @"^Non-zero status code returned while running (?<type>\S+) node\. Name:'(?<name>[^'\n]*)' Status Message: ",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex NodePattern();

    // "[ONNXRuntimeError] : 2 : INVALID_ARGUMENT : "
    [GeneratedRegex(@"\[ONNXRuntimeError\] : \d+ : \w+ : ", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex StatusPattern();
}
