using Microsoft.Extensions.Logging;
using Slipway.Errors;
using Slipway.Models;
using Slipway.Runtimes.Python.Execution;
using Slipway.Runtimes.Python.Options;
using Slipway.Runtimes.Python.Workers;

namespace Slipway.Runtimes.Python.Loading;

/// <summary>Loads a model into its workers, with the first interpreter that can.</summary>
internal sealed class PythonServableLoader(ModelPackage package, ILogger log) : IServableLoader
{
    private const string ModuleMissing = "module-missing";
    private const string TooOld = "interpreter-too-old";

    public ModelPackage Package => package;

    public async Task<IServable> LoadAsync(CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
            throw LoadErrors.NoWindows(package);
        var options = PythonOptionsReader.Read(package);
        var kind = PythonArtifact.KindOf(package) ?? throw LoadErrors.NotAModel(package);
        var interpreters = Interpreters.For(package, options);
        ServingException? first = null;
        foreach (var interpreter in interpreters)
        {
            var folder = WorkerFolder.Create();
            try
            {
                var setup = new WorkerSetup(package, kind, options, interpreter, folder, log);
                var servable = await LoadAsync(setup, cancellationToken).ConfigureAwait(false);
                log.Interpreter(package.Name, interpreter);
                return servable;
            }
            catch (ServingException error) when (error.Reason is ModuleMissing or TooOld)
            {
                // What is said is of the interpreter that people mean, and not of the last one that was tried.
                folder.Dispose();
                first ??= error;
            }
            catch
            {
                folder.Dispose();
                throw;
            }
        }

        throw first!;
    }

    private static async Task<IServable> LoadAsync(WorkerSetup setup, CancellationToken cancellationToken)
    {
        var pool = await WorkerPool.StartAsync(setup, cancellationToken).ConfigureAwait(false);
        try
        {
            var worker = pool.First();
            var loaded = worker.Loaded;
            KeyValuePair<string, string>[] properties =
            [
                .. loaded.Facts,
                KeyValuePair.Create("python", worker.PythonVersion),
                KeyValuePair.Create("interpreter", setup.Interpreter),
                KeyValuePair.Create("workers", setup.Workers.ToString(null, null)),
            ];
            var details = new ModelDetails(PythonRuntime.RuntimeName, properties) { Explains = loaded.Explains };
            var signature = Described(loaded.Signature, setup.Package);
            return loaded.Streams
                ? new StreamingPythonServable(setup, pool, signature, details)
                : new PythonServable(setup, pool, signature, details);
        }
        catch
        {
            await pool.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static ModelSignature Described(ModelSignature signature, ModelPackage package)
    {
        return new ModelSignature(
            [.. signature.Inputs.Select(spec => With(spec, package.Config.Inputs))],
            [.. signature.Outputs.Select(spec => With(spec, package.Config.Outputs))]
        );

        static TensorSpec With(TensorSpec spec, Dictionary<string, TensorConfig> remarks) =>
            remarks.TryGetValue(spec.Name, out var remark)
                ? spec with
                {
                    Description = remark.Description,
                    Labels = remark.Labels.Count > 0 ? remark.Labels : spec.Labels,
                }
                : spec;
    }
}
