using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.Models;

/// <summary>
/// What <c>model.yaml</c> may say, or another format that stands in its place (<see cref="IModelConfigFormat"/>);
/// everything is optional and inferred where it is missing. Not changed once bound (the setters are for the
/// source-generated binding, which would lose the defaults of init-only properties).
/// </summary>
public sealed class ModelConfig
{
    /// <summary>The name the model is served under; default: the folder's or the file's.</summary>
    public string? Name { get; set; }

    /// <summary>One sentence for people, shown on the landing page and in the API reference.</summary>
    public string? Description { get; set; }

    /// <summary>The runtime that executes the model (<c>onnx</c>); default: by the artifact's form.</summary>
    public string? Runtime { get; set; }

    /// <summary>
    /// What the model is for (<c>token-classification</c>); default: by the files beside the artifact, else nothing, and the
    /// model speaks tensors only. <c>none</c>: that in any case.
    /// </summary>
    public string? Task { get; set; }

    /// <summary>The artifact, relative to the package folder; default: the one file a runtime recognises.</summary>
    public string? File { get; set; }

    /// <summary>Which of the versions on disk are served; default: the newest one.</summary>
    public VersionsConfig Versions { get; set; } = new();

    /// <summary>
    /// Names for versions (<c>stable: 3</c>). A labelled version is served whatever <see cref="Versions"/> says, and a
    /// label moves when the version that it is to name answers requests.
    /// </summary>
    public Dictionary<string, long> Labels { get; set; } = [];

    /// <summary>When versions are loaded; default: as soon as they are found.</summary>
    public LoadMode Load { get; set; }

    /// <summary>
    /// Bytes to book for a loaded version in the server's memory budget; default: the runtime's estimate, for an ONNX
    /// file its size with its external data.
    /// </summary>
    public long? MemoryBytes { get; set; }

    /// <summary>What happens first when versions change; default: availability-preserving.</summary>
    public VersionTransition Transition { get; set; }

    /// <summary>Requests that are computed before a version answers its first.</summary>
    public List<WarmupConfig> Warmup { get; set; } = [];

    /// <summary>
    /// The most rows in one request where the first dimension of every tensor is a batch; null where it is not said.
    /// </summary>
    public int? MaxBatchSize { get; set; }

    /// <summary>
    /// Whether a foreign format says that one request is answered any number of times; a model that does not is refused
    /// then. What a model does by itself need not be said.
    /// </summary>
    [JsonIgnore]
    public bool IsDecoupled { get; set; }

    /// <summary>How requests queue in front of the model.</summary>
    public SchedulingConfig Scheduling { get; set; } = new();

    /// <summary>Makes the model stateful: requests of one sequence are computed in order and share a state.</summary>
    public SequenceConfig? Sequence { get; set; }

    /// <summary>Makes the model a graph over other models of the same server.</summary>
    public EnsembleConfig? Ensemble { get; set; }

    /// <summary>What is said of single inputs, by name.</summary>
    public Dictionary<string, TensorConfig> Inputs { get; set; } = [];

    /// <summary>What is said of single outputs, by name.</summary>
    public Dictionary<string, TensorConfig> Outputs { get; set; } = [];

    /// <summary>Texts that go with the model and are shown in its configuration; runtimes may read theirs.</summary>
    public Dictionary<string, string> Parameters { get; set; } = [];

    /// <summary>Sections of runtimes and tasks, each under its name; each binds its own.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement> Sections { get; set; } = [];

    /// <summary>
    /// What a foreign format says that has no effect here, one sentence each; logged when the model is loaded.
    /// </summary>
    [JsonIgnore]
    public IReadOnlyList<string> Remarks { get; set; } = [];

    /// <summary>
    /// What a foreign format read, in its own form, for the protocols that answer in that form; null where there was
    /// none. Not changed once it is set.
    /// </summary>
    [JsonIgnore]
    public object? Origin { get; set; }
}
