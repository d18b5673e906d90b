namespace Slipway.Runtimes.Python.Options;

/// <summary>
/// The <c>python:</c> section of <c>model.yaml</c>: the interpreter and the processes that execute the model. Everything
/// is optional. The setters are there for source-generated JSON, which would lose the defaults of <c>init</c> properties.
/// </summary>
public sealed class PythonOptions
{
    /// <summary>The most workers and threads that are accepted: beyond it lies a slip of the finger.</summary>
    public const int MaxWorkers = 256;

    /// <summary>The longest time-out, a day in seconds.</summary>
    public const double MaxSeconds = 86_400;

    /// <summary>The least memory that an interpreter with numpy starts in.</summary>
    public const long MinMemory = 32L << 20;

    /// <summary>
    /// The interpreter, by its path or its name on PATH. Default: that of <see cref="VirtualEnvironment"/>, else of a
    /// <c>.venv</c> in the model's folder, else the one that SLIPWAY_PYTHON names, else the first <c>python3</c> on PATH
    /// that has the modules that the model needs.
    /// </summary>
    public string? Interpreter { get; set; }

    /// <summary>The folder of a virtual environment, relative to the model's folder. Excludes <see cref="Interpreter"/>.</summary>
    public string? VirtualEnvironment { get; set; }

    /// <summary>
    /// Processes that execute the model, 1 to 256: so many requests are computed at once. Default: the instances that a
    /// <c>config.pbtxt</c> asks for, or <c>scheduling.max_concurrency</c>, else 1.
    /// </summary>
    public int? Workers { get; set; }

    /// <summary>Threads of the numeric libraries in one worker, 1 to 256. Default: CPUs, divided by <see cref="Workers"/>.</summary>
    public int? Threads { get; set; }

    /// <summary>
    /// How long one request may take, over 0 to 86,400 s. After it the worker is ended and replaced. Default 60.
    /// </summary>
    public double RequestTimeoutSeconds { get; set; } = 60;

    /// <summary>How long a worker may take to load the model, over 0 to 86,400 s. Default 120.</summary>
    public double StartTimeoutSeconds { get; set; } = 120;

    /// <summary>The memory in bytes that one worker may take (its data segment), at least 32 MiB. Default: no limit.</summary>
    public long? MemoryLimitBytes { get; set; }

    /// <summary>
    /// Environment variables of the workers, which otherwise have only PATH, HOME, LANG, TZ and TMPDIR of the server's.
    /// </summary>
    public Dictionary<string, string> Environment { get; set; } = [];

    /// <summary>Arguments for the interpreter, such as <c>-X utf8</c>, in front of the worker's own.</summary>
    public List<string> Arguments { get; set; } = [];

    /// <summary>
    /// Whether a pickle may use whatever it names. Default false: it may name only what fitted models consist of.
    /// </summary>
    public bool TrustPickle { get; set; }
}
