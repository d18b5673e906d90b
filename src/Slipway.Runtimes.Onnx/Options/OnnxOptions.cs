using System.Text.Json.Serialization;

namespace Slipway.Runtimes.Onnx.Options;

/// <summary>
/// The <c>onnx:</c> section of <c>model.yaml</c>: how ONNX Runtime executes the model. Everything is optional.
/// The setters are there for source-generated JSON, which would lose the defaults of <c>init</c> properties.
/// </summary>
public sealed class OnnxOptions
{
    /// <summary>The most threads and concurrent runs that are accepted: beyond it lies a slip of the finger.</summary>
    public const int MaxThreads = 256;
    public const int MaxConcurrency = 1024;

    /// <summary>
    /// Threads that one operator may use, 1 to 256. Default 1: concurrent requests of one thread each get more out
    /// of a machine than one request over several; raise it where the latency of a single request matters more.
    /// More than the CPUs that the process may use are taken for so many.
    /// </summary>
    public int IntraOpThreads { get; set; } = 1;

    /// <summary>Operators that may run side by side, 1 to 256, with <c>execution_mode: parallel</c>. Default 1.</summary>
    public int InterOpThreads { get; set; } = 1;

    /// <summary>Whether independent branches of the graph run side by side. Default sequential.</summary>
    public OnnxExecutionMode ExecutionMode { get; set; } = OnnxExecutionMode.Sequential;

    /// <summary>How far the graph is rewritten at load. Default all.</summary>
    public OnnxGraphOptimization GraphOptimization { get; set; } = OnnxGraphOptimization.All;

    /// <summary>
    /// Whether memory is kept between runs. Default true; false gives it back after each run and costs time.
    /// </summary>
    public bool MemoryArena { get; set; } = true;

    /// <summary>
    /// Whether the layout of a run's memory is remembered for each combination of input shapes. Default: where all
    /// input shapes are fixed; with free dimensions the remembered layouts would grow with every new shape.
    /// </summary>
    public bool? MemoryPattern { get; set; }

    /// <summary>Whether slower kernels with reproducible results are chosen. Default false.</summary>
    public bool Deterministic { get; set; }

    /// <summary>Runs at the same time, 1 to 1024. Default: CPUs that the process may use, divided by <c>intra_op_threads</c>.</summary>
    public int? Concurrency { get; set; }
}

/// <summary>Values of <see cref="OnnxOptions.ExecutionMode"/>.</summary>
public enum OnnxExecutionMode
{
    [JsonStringEnumMemberName("sequential")]
    Sequential,

    [JsonStringEnumMemberName("parallel")]
    Parallel,
}

/// <summary>Values of <see cref="OnnxOptions.GraphOptimization"/>.</summary>
public enum OnnxGraphOptimization
{
    [JsonStringEnumMemberName("disabled")]
    Disabled,

    [JsonStringEnumMemberName("basic")]
    Basic,

    [JsonStringEnumMemberName("extended")]
    Extended,

    [JsonStringEnumMemberName("all")]
    All,
}
