using Slipway.Errors;
using Slipway.Models;

namespace Slipway.Runtimes.Python.Loading;

/// <summary>Why a model cannot be loaded, as errors with a reason and a remedy.</summary>
internal static class LoadErrors
{
    private const string Choose =
        "choose another interpreter with 'interpreter:' or 'virtual_environment:' under python: in model.yaml";

    public static ServingException NoWindows(ModelPackage package) =>
        Error(
            package,
            ServingErrorCode.Unsupported,
            "unsupported-platform",
            "Python models are served on Linux and macOS only."
        );

    public static ServingException NotAModel(ModelPackage package) =>
        Error(
            package,
            ServingErrorCode.Unsupported,
            "unknown-format",
            $"'{Path.GetFileName(package.ArtifactPath)}' is nothing that the runtime 'python' serves: that is a model.py, a "
                + "pickle (*.pkl, *.joblib), a folder of MLflow's with the flavour python_function, or an XGBoost model "
                + "(*.ubj, *.json)."
        );

    public static ServingException NoInterpreter(ModelPackage package, string what) =>
        Error(
            package,
            ServingErrorCode.FailedPrecondition,
            "interpreter-missing",
            $"{what}. Install Python 3.9 or later, or {Choose}."
        );

    public static ServingException TooOld(ModelPackage package, string interpreter) =>
        Error(
            package,
            ServingErrorCode.FailedPrecondition,
            "interpreter-too-old",
            $"'{interpreter}' is older than Python 3.9; {Choose}."
        );

    public static ServingException TooSlow(ModelPackage package, double seconds) =>
        Error(
            package,
            ServingErrorCode.FailedPrecondition,
            "start-timeout",
            $"its worker had not loaded it after {seconds:0.###} s and was ended. If it needs longer, raise "
                + "'start_timeout_seconds' under python: in model.yaml."
        );

    public static ServingException Died(ModelPackage package, string how) =>
        Error(package, ServingErrorCode.FailedPrecondition, "worker-died", $"its worker {how}");

    public static ServingException Broken(ModelPackage package, string what) =>
        Error(package, ServingErrorCode.Internal, "worker-broken", $"its worker broke the protocol: {what}");

    /// <summary>What the worker said.</summary>
    public static ServingException Failed(
        ModelPackage package,
        string reason,
        IReadOnlyList<string> lines,
        string? module,
        string interpreter
    )
    {
        if (module is { Length: > 0 })
        {
            return Error(
                package,
                ServingErrorCode.FailedPrecondition,
                reason,
                $"it needs the module '{module}', which '{interpreter}' does not have: {Remedy(package, module, interpreter)}, "
                    + $"or {Choose}. Python: {lines[^1]}"
            );
        }

        var code = reason switch
        {
            "unsafe-pickle" => ServingErrorCode.Unsupported,
            "module-missing" or "out-of-memory" => ServingErrorCode.FailedPrecondition,
            _ => ServingErrorCode.InvalidArgument,
        };
        var file = Path.GetFileName(package.ArtifactPath);
        var text = string.Join("\n  ", lines);
        return Error(package, code, reason, lines.Count > 1 ? $"{file}: {lines[^1]}\n  {text}" : $"{file}: {text}.");
    }

    private static string Remedy(ModelPackage package, string module, string interpreter)
    {
        string[] folders = [package.Directory, package.ModelDirectory ?? package.Directory, package.ArtifactPath];
        var requirements = folders
            .Select(folder => Path.Combine(folder, "requirements.txt"))
            .FirstOrDefault(File.Exists);
        return requirements is null
            ? $"install it there ({interpreter} -m pip install …, for '{module}')"
            : $"run '{interpreter} -m pip install -r {Path.GetRelativePath(package.ModelDirectory ?? package.Directory, requirements)}' "
                + "in the model's folder";
    }

    private static ServingException Error(ModelPackage package, ServingErrorCode code, string reason, string detail) =>
        new(code, $"Model '{package.Name}' version {package.Version} cannot be loaded: {detail}") { Reason = reason };
}
