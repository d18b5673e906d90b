using Slipway.AspNetCore.Handlers;
using Slipway.Models;
using Slipway.Protocols.OpenInference.Configuration;
using Slipway.Serving.Control;
using Slipway.Serving.Lifecycle;
using Slipway.Serving.Sources;
using Slipway.Serving.Sources.Remote;
using Slipway.Tasks;

namespace Slipway.AspNetCore;

/// <summary>
/// What the model server in an application serves and what it allows. Bound once, before the first request.
/// </summary>
public sealed class ModelServerOptions
{
    /// <summary>The server's name in metadata answers.</summary>
    public string ServerName { get; set; } = "slipway";

    /// <summary>
    /// Bytes of a request's body, after decompression; one more is refused with 413 or RESOURCE_EXHAUSTED.
    /// Default 64 MiB. At most 2 GiB.
    /// </summary>
    public int MaxRequestBytes { get; set; } = 64 << 20;

    /// <summary>What readiness means. Default <see cref="ReadinessMode.Strict"/>.</summary>
    public ReadinessMode Readiness { get; set; } = ReadinessMode.Strict;

    /// <summary>
    /// How long requests are still taken after the order to stop, so that load balancers can look elsewhere.
    /// Default none: only while requests keep arriving, and then for a second at most.
    /// </summary>
    public TimeSpan DrainDelay { get; set; } = TimeSpan.Zero;

    /// <summary>
    /// Whether clients may pass tensors in shared memory of this machine (Triton's extension). Default
    /// <see cref="SharedMemoryMode.Auto"/>: where the server listens on loopback only.
    /// </summary>
    public SharedMemoryMode SharedMemory { get; set; } = SharedMemoryMode.Auto;

    /// <summary>
    /// Where calls that change the server are answered. Default <see cref="ManagementMode.Off"/>: nothing that reaches
    /// the server can change it.
    /// </summary>
    public ManagementMode Management { get; set; } = ManagementMode.Off;

    /// <summary>
    /// Whether agents find the models as tools at <c>/mcp</c> (Model Context Protocol). Default false.
    /// </summary>
    public bool Mcp { get; set; }

    /// <summary>
    /// Whose pages a browser may let call <c>/mcp</c>, for example <c>https://tools.example.com</c>, besides those of this
    /// machine. Programs that are no browsers are not asked. Default: none.
    /// </summary>
    public IList<string> McpOrigins { get; } = [];

    /// <summary>
    /// The file that traces of requests may be written to, where a client of Triton's trace extension turns them on;
    /// numbered files beside it, too. Default null: none, and what is traced are spans for OpenTelemetry.
    /// </summary>
    public string? TraceFile { get; set; }

    /// <summary>Executes models; the first that recognises an artifact gets it.</summary>
    public IList<IModelRuntime> Runtimes { get; } = [];

    /// <summary>
    /// Reads foreign configuration files of model folders, where there is no <c>model.yaml</c>. Default: Triton's
    /// <c>config.pbtxt</c>.
    /// </summary>
    public IList<IModelConfigFormat> ConfigFormats { get; } = [new TritonConfigFormat()];

    /// <summary>
    /// What models may be for; the first that recognises a package which names none gets it. Default: all that come with the
    /// server.
    /// </summary>
    public IList<IModelTask> Tasks { get; } = [.. ModelTasks.All];

    /// <summary>How folders of models are watched.</summary>
    public SourceOptions Sources { get; set; } = new();

    /// <summary>How models at addresses (<c>s3://</c>, <c>az://</c>, <c>oci://</c>, <c>https://</c>) are mirrored and watched.</summary>
    public RemoteSourceOptions Remote { get; } = new();

    /// <summary>Bounds of loading: memory, concurrency, retries.</summary>
    public LifecycleOptions Lifecycle { get; set; } = new();

    internal List<DeclaredModel> Models { get; } = [];

    internal List<HandlerRegistration> Handlers { get; } = [];

    /// <summary>What no list of models replaces: the program's own.</summary>
    internal IReadOnlyList<DeclaredModel> Fixed => Handlers.Count > 0 ? [HandlerSource.Declared] : [];

    internal PackageForms Forms(IReadOnlyList<IModelRuntime> runtimes) =>
        new(runtimes) { Formats = [.. ConfigFormats], Tasks = [.. Tasks] };

    /// <summary>Adds a runtime.</summary>
    public ModelServerOptions AddRuntime(IModelRuntime runtime)
    {
        Runtimes.Add(runtime);
        return this;
    }

    /// <summary>
    /// Serves what is at <paramref name="path"/>: an artifact, a package folder or a repository, on this machine or at
    /// an address (<c>s3://</c>, <c>az://</c>, <c>oci://</c>, <c>https://</c>).
    /// </summary>
    public ModelServerOptions AddModel(string path) => AddModel(new DeclaredModel(path));

    /// <summary>Serves the one model at <paramref name="path"/> as <paramref name="name"/>.</summary>
    public ModelServerOptions AddModel(string name, string path) => AddModel(new DeclaredModel(path, name));

    /// <summary>Serves what is declared, with its own say on versions and labels.</summary>
    public ModelServerOptions AddModel(DeclaredModel model)
    {
        Models.Add(model);
        return this;
    }
}
