namespace Slipway.Runtimes.Torch.Options;

/// <summary>
/// The <c>torch:</c> section of <c>model.yaml</c>: how libtorch executes the model. Everything is optional. The setters are
/// there for source-generated JSON, which would lose the defaults of <c>init</c> properties.
/// </summary>
public sealed class TorchOptions
{
    /// <summary>The most threads and concurrent runs that are accepted: beyond it lies a slip of the finger.</summary>
    public const int MaxThreads = 256;
    public const int MaxConcurrency = 1024;

    /// <summary>
    /// Threads that one operator may use, 1 to 256. Default 1: concurrent requests of one thread each get more out of a
    /// machine than one request over several. More than the CPUs that the process may use are taken for so many.
    /// </summary>
    public int IntraOpThreads { get; set; } = 1;

    /// <summary>Runs at the same time, 1 to 1024. Default: CPUs that the process may use, divided by <c>intra_op_threads</c>.</summary>
    public int? Concurrency { get; set; }
}
