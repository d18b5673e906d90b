using System.Text.RegularExpressions;
using Microsoft.ML.OnnxRuntime;

namespace Slipway.Runtimes.Onnx.Native;

/// <summary>
/// What an <see cref="OnnxRuntimeException"/> says, taken apart: its code is only in its text, and the text is full
/// of source locations and paths that are nobody's business.
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
        var line = text.AsSpan().Trim();
        if (line.IndexOf('\n') is >= 0 and var newline)
            line = line[..newline];
        if (line.Length > MaxLength)
            line = line[..MaxLength];
        return new OrtMessage(code.Success ? code.Groups["code"].Value : "", line.Trim().ToString());
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

    // "[ONNXRuntimeError] : 2 : INVALID_ARGUMENT : "
    [GeneratedRegex(@"\[ONNXRuntimeError\] : \d+ : \w+ : ", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex StatusPattern();
}
