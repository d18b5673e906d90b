using System.Text.RegularExpressions;

namespace Slipway.Onnx.Conformance.Reference;

/// <summary>ONNX Runtime's errors without paths and signatures, so that equal causes read alike.</summary>
internal static partial class EngineMessage
{
    public static string Clean(string message) => Noise().Replace(message.ReplaceLineEndings(" "), "").Trim();

    [GeneratedRegex(
        @"^\[ErrorCode:\w+\] |Load model from \S+ failed:|/onnxruntime_src/\S+ .*?\)( const)? (\[with [^\]]*\] )?",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Noise();
}
