using Microsoft.Extensions.Logging;
using Slipway.Models;
using Slipway.Runtimes.Python.Loading;
using Slipway.Runtimes.Python.Options;

namespace Slipway.Runtimes.Python.Workers;

/// <summary>What every worker of a servable is started with.</summary>
/// <param name="Package">The model.</param>
/// <param name="Kind">What the artifact is, in the words of the protocol.</param>
/// <param name="Options">The configuration's.</param>
/// <param name="Interpreter">The program.</param>
/// <param name="Folder">The sources, and the place for sockets.</param>
/// <param name="Log">Takes what workers print.</param>
internal sealed record WorkerSetup(
    ModelPackage Package,
    string Kind,
    PythonOptions Options,
    string Interpreter,
    WorkerFolder Folder,
    ILogger Log
)
{
    public int Workers =>
        Options.Workers ?? Math.Clamp(Package.Config.Scheduling.MaxConcurrency ?? 1, 1, PythonOptions.MaxWorkers);

    public TimeSpan StartTimeout => TimeSpan.FromSeconds(Options.StartTimeoutSeconds);

    public TimeSpan RequestTimeout => TimeSpan.FromSeconds(Options.RequestTimeoutSeconds);
}
