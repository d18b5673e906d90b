using System.Text.RegularExpressions;
using Microsoft.ML.OnnxRuntime;
using Slipway.Errors;
using Slipway.Models;
using Slipway.Runtimes.Onnx.Native;

namespace Slipway.Runtimes.Onnx.Loading;

/// <summary>Everything that can be wrong with a model file, as errors with a reason and a remedy.</summary>
internal static partial class LoadErrors
{
    public static ServingException NotAFile(ModelPackage package) =>
        Error(
            package,
            ServingErrorCode.InvalidArgument,
            "not-a-file",
            $"'{Relative(package)}' is a folder that holds no single *.onnx file. Name the model file with 'file:' in "
                + "model.yaml."
        );

    public static ServingException Unreadable(ModelPackage package, Exception cause) =>
        Error(
            package,
            ServingErrorCode.FailedPrecondition,
            "unreadable",
            $"'{Relative(package)}' cannot be read ({cause.GetType().Name}). Check that the file is there and that the "
                + "server's user may read it.",
            cause
        );

    public static ServingException Invalid(ModelPackage package, string detail, Exception? cause = null) =>
        Error(
            package,
            ServingErrorCode.InvalidArgument,
            "invalid-model",
            $"'{Relative(package)}' is not a valid ONNX model: {detail} Copy or export the file again.",
            cause
        );

    public static ServingException ExternalDataMissing(ModelPackage package, string location) =>
        Error(
            package,
            ServingErrorCode.InvalidArgument,
            "external-data-missing",
            $"its weights are in the file '{location}', which is not there. Put it beside the model file."
        );

    public static ServingException ExternalDataOutside(ModelPackage package, string location) =>
        Error(
            package,
            ServingErrorCode.InvalidArgument,
            "external-data-outside",
            $"its weights are in '{location}', which lies outside the model's folder. Put the file beside the model "
                + "and save the model with a location relative to it."
        );

    public static ServingException UnsupportedType(ModelPackage package, string kind, string name, string type) =>
        Error(
            package,
            ServingErrorCode.Unsupported,
            "unsupported-type",
            $"{kind} '{name}' is {type}; requests can carry dense tensors of bool, integers, float16, bfloat16, float, "
                + "double and string only. Export the model with tensors at its edges."
        );

    /// <summary>What ONNX Runtime said of the file, by its cause.</summary>
    public static ServingException From(ModelPackage package, string modelFile, OnnxRuntimeException error)
    {
        var message = OrtMessage.Of(error, Path.GetDirectoryName(modelFile));
        var text = message.Text;
        if (CustomOperatorPattern().Match(text) is { Success: true } custom)
        {
            return Error(
                package,
                ServingErrorCode.Unsupported,
                "custom-operator",
                $"it needs the custom operator {custom.Groups["domain"].Value}::{custom.Groups["op"].Value}, which this server "
                    + "does not have. Export the model with standard operators.",
                error
            );
        }

        if (UnknownOperatorPattern().Match(text) is { Success: true } unknown)
        {
            return Error(
                package,
                ServingErrorCode.Unsupported,
                "unknown-operator",
                $"operator {unknown.Groups["op"].Value} does not exist in the operator set {unknown.Groups["version"].Value} that "
                    + "the model imports. Export the model again.",
                error
            );
        }

        if (message.Says("official support for domain") || message.Says("Unsupported model IR version"))
        {
            var (reason, what) = message.Says("IR version")
                ? ("unsupported-ir-version", "IR version")
                : ("unsupported-opset", "operator set (opset)");
            return Error(
                package,
                ServingErrorCode.Unsupported,
                reason,
                $"its {what} is newer than this server knows. Export the model with an older one. ONNX Runtime: {text}",
                error
            );
        }

        if (message.Code == "NotImplemented")
        {
            return Error(
                package,
                ServingErrorCode.Unsupported,
                "unsupported-operator",
                $"ONNX Runtime has no kernel for one of its operators: {text}",
                error
            );
        }

        if (message.Says("external data path") || message.Says("in-memory external data"))
            return Error(package, ServingErrorCode.InvalidArgument, "external-data-outside", text, error);
        if (message.Says("External initializer") || message.Says("external data"))
            return Error(package, ServingErrorCode.InvalidArgument, "external-data-invalid", text, error);
        return message.Says("bad_alloc") || message.Says("Failed to allocate")
            ? Error(package, ServingErrorCode.ResourceExhausted, "out-of-memory", text, error)
            : Invalid(package, text, error);
    }

    private static ServingException Error(
        ModelPackage package,
        ServingErrorCode code,
        string reason,
        string detail,
        Exception? cause = null
    ) =>
        new(code, $"Model '{package.Name}' version {package.Version} cannot be loaded: {detail}", cause)
        {
            Reason = reason,
        };

    private static string Relative(ModelPackage package) =>
        Path.GetRelativePath(package.Directory, package.ArtifactPath) is var path
        && path.StartsWith("..", StringComparison.Ordinal)
            ? Path.GetFileName(package.ArtifactPath)
            : path;

    [GeneratedRegex(
        @"(?<domain>[\w.\-]+):(?<op>[\w.\-]+)\([\-\d]+\) is not a registered function/op",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex CustomOperatorPattern();

    [GeneratedRegex(
        @"No Op registered for (?<op>\S+) with domain_version of (?<version>\d+)",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex UnknownOperatorPattern();
}
