using Slipway.Errors;
using Slipway.Models;
using Slipway.Runtimes.Python.Options;

namespace Slipway.Runtimes.Python.Loading;

/// <summary>Which interpreter executes a model.</summary>
internal static class Interpreters
{
    private const string Variable = "SLIPWAY_PYTHON";
    private const string Usual = "python3";

    /// <summary>
    /// The one that was chosen; where none was, those on PATH in their order, of which the first that has the model's
    /// modules is taken.
    /// </summary>
    /// <exception cref="ServingException">FailedPrecondition, reason <c>interpreter-missing</c>.</exception>
    public static IReadOnlyList<string> For(ModelPackage package, PythonOptions options)
    {
        var folder = package.ModelDirectory ?? package.Directory;
        if (options.Interpreter is { } interpreter)
            return [Named(package, interpreter, folder, "python.interpreter")];
        if (options.VirtualEnvironment is { } environment)
        {
            var path = Path.GetFullPath(Path.Combine(folder, environment));
            return InEnvironment(path) is { } found
                ? [found]
                : throw LoadErrors.NoInterpreter(
                    package,
                    $"python.virtual_environment names '{environment}', where there is no bin/python"
                );
        }

        foreach (var place in (string[])[package.Directory, folder])
        {
            if (InEnvironment(Path.Combine(place, ".venv")) is { } found)
                return [found];
        }

        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
            return [Named(package, named, folder, Variable)];
        var all = OnPath(Usual).ToList();
        return all.Count > 0 ? all : throw LoadErrors.NoInterpreter(package, $"there is no {Usual} on PATH");
    }

    private static string Named(ModelPackage package, string name, string folder, string by)
    {
        if (!name.Contains('/', StringComparison.Ordinal))
        {
            return OnPath(name).FirstOrDefault()
                ?? throw LoadErrors.NoInterpreter(package, $"{by} names '{name}', which is not on PATH");
        }

        var path = Path.GetFullPath(Path.Combine(folder, name));
        return File.Exists(path)
            ? path
            : throw LoadErrors.NoInterpreter(package, $"{by} names '{name}', which does not exist");
    }

    // Not resolved any further: the link in an environment is what makes the interpreter use it.
    private static string? InEnvironment(string folder) =>
        ((string[])["bin/python3", "bin/python"])
            .Select(name => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);

    private static IEnumerable<string> OnPath(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name))
            .Where(File.Exists)
            .DistinctBy(path => File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path);
}
