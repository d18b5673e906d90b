using Slipway.Errors;
using Slipway.Models;

namespace Slipway.Runtimes.Torch.Loading;

/// <summary>Everything that can be wrong with a model file, as errors with a reason and a remedy.</summary>
internal static class LoadErrors
{
    private const int LongestWords = 600;
    private const string Export =
        "Save it with torch.jit.save(torch.jit.trace(model, example_inputs), path), or with torch.jit.script";

    public static ServingException Unreadable(ModelPackage package, Exception cause) =>
        Error(
            package,
            ServingErrorCode.FailedPrecondition,
            "unreadable",
            $"'{FileName(package)}' cannot be read ({cause.GetType().Name}). Check that the file is there and that the server's "
                + "user may read it.",
            cause
        );

    public static ServingException Damaged(ModelPackage package, string detail, Exception? cause = null) =>
        Error(
            package,
            ServingErrorCode.InvalidArgument,
            "invalid-model",
            $"'{FileName(package)}' is damaged or cut off: {detail} Copy or save the file again.",
            cause
        );

    public static ServingException NoArchive(ModelPackage package) =>
        Error(
            package,
            ServingErrorCode.Unsupported,
            "not-torchscript",
            $"'{FileName(package)}' is no TorchScript archive; it may be a pickle of an old PyTorch, which holds weights or "
                + $"Python objects and no code. {Export}."
        );

    public static ServingException WeightsOnly(ModelPackage package) =>
        Error(
            package,
            ServingErrorCode.Unsupported,
            "weights-only",
            $"'{FileName(package)}' holds weights only (a state_dict, or what else torch.save pickled), and not the model's "
                + $"code. {Export}; or serve it from a model.py, which builds the model and loads these weights."
        );

    public static ServingException ExportedProgram(ModelPackage package) =>
        Error(
            package,
            ServingErrorCode.Unsupported,
            "exported-program",
            $"'{FileName(package)}' was saved by torch.export, which only Python loads. {Export}; or export it to ONNX with "
                + "torch.onnx.export."
        );

    public static ServingException NoForward(ModelPackage package) =>
        Error(
            package,
            ServingErrorCode.Unsupported,
            "no-forward",
            $"'{FileName(package)}' has no method 'forward', which is what is served. {Export}."
        );

    public static ServingException DictOutput(ModelPackage package, string type) =>
        Error(
            package,
            ServingErrorCode.Unsupported,
            "dict-output",
            $"its forward returns {type}, and libtorch's .NET binding cannot take dicts apart. Wrap the model so that forward "
                + "returns a tuple, or a NamedTuple, whose fields then name the outputs, and save it again."
        );

    public static ServingException UnsupportedOutput(ModelPackage package, string type) =>
        Error(
            package,
            ServingErrorCode.Unsupported,
            "unsupported-type",
            $"its forward returns {type}; what can be answered with are tensors, numbers, and tuples and lists of them. A tuple "
                + "of over five must be of tensors alone. Wrap the model so that forward returns tensors, and save it again."
        );

    public static ServingException UnsupportedInput(ModelPackage package, string name, string type) =>
        Error(
            package,
            ServingErrorCode.Unsupported,
            "unsupported-type",
            $"its forward takes '{name}' as {type}; requests carry tensors, and numbers as tensors of one. Wrap the model so "
                + "that forward takes tensors, and save it again."
        );

    public static ServingException UnsupportedDatatype(ModelPackage package, string kind, string name, string type) =>
        Error(
            package,
            ServingErrorCode.Unsupported,
            "unsupported-type",
            $"the configuration gives {kind} '{name}' the datatype {type}, which libtorch has no tensors of. It has BOOL, UINT8, "
                + "INT8, INT16, INT32, INT64, FP16, BF16, FP32 and FP64."
        );

    public static ServingException UnknownTypes(ModelPackage package, IEnumerable<string> inputs)
    {
        var names = inputs.ToArray();
        var example = string.Join(", ", names.Select(name => $"{name}: {{ datatype: FP32, shape: [-1, 10] }}"));
        return Error(
            package,
            ServingErrorCode.FailedPrecondition,
            "signature-unknown",
            $"TorchScript does not record what its inputs are, and the code does not tell for "
                + $"{string.Join(", ", names.Select(name => $"'{name}'"))}. Put the file into a folder with a model.yaml that "
                + $"says it, for example: 'inputs: {{ {example} }}'."
        );
    }

    public static ServingException UnknownOutputs(ModelPackage package, string type) =>
        Error(
            package,
            ServingErrorCode.FailedPrecondition,
            "signature-unknown",
            $"its forward returns {type}, and how long the list is, is not recorded. Name each output in model.yaml, for "
                + "example: 'outputs: { first: { datatype: FP32 }, second: { datatype: FP32 } }', and give the inputs their "
                + "shapes."
        );

    public static ServingException WrongNames(ModelPackage package, string section, string given, string known) =>
        Error(
            package,
            ServingErrorCode.InvalidArgument,
            "invalid-config",
            $"the configuration names the {section} {given}, and the model's are {known}. Use those names, or NAME__0, NAME__1 "
                + $"and so on by place, or name every one of them in order."
        );

    public static ServingException WrongOutputType(ModelPackage package, string name, string declared, string actual) =>
        Error(
            package,
            ServingErrorCode.InvalidArgument,
            "invalid-config",
            $"the configuration gives output '{name}' the datatype {declared}, and the model's is {actual}. Correct 'outputs:'."
        );

    /// <summary>What libtorch said of the file.</summary>
    public static ServingException From(ModelPackage package, string said, Exception? error = null)
    {
        var text = TorchMessage.Of(said, LongestWords);
        var unknown = text.Contains("Unknown builtin op", StringComparison.Ordinal);
        return unknown
            ? Error(
                package,
                ServingErrorCode.Unsupported,
                "custom-operator",
                $"it needs an operator that libtorch {Native.LibTorch.Version} does not have: {text} Operators of extensions "
                    + "(torchvision and others) are not here; serve the model from a model.py, or export it to ONNX.",
                error
            )
            : Error(
                package,
                ServingErrorCode.InvalidArgument,
                "invalid-model",
                $"libtorch cannot load '{FileName(package)}': {text}",
                error
            );
    }

    private static string FileName(ModelPackage package) => Path.GetFileName(package.ArtifactPath);

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
}
