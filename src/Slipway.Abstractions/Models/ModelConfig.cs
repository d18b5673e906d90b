using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.Models;

/// <summary>
/// What <c>model.yaml</c> may say; everything is optional and inferred where it is missing. Not changed once bound (the setters are for the source-generated binding, which would lose the defaults of init-only properties).
/// </summary>
public sealed class ModelConfig
{
    /// <summary>The name the model is served under; default: the folder's or the file's.</summary>
    public string? Name { get; set; }

    /// <summary>One sentence for people, shown on the landing page and in the API reference.</summary>
    public string? Description { get; set; }

    /// <summary>The runtime that executes the model (<c>onnx</c>); default: by the artifact's form.</summary>
    public string? Runtime { get; set; }

    /// <summary>The artifact, relative to the package folder; default: the one file a runtime recognises.</summary>
    public string? File { get; set; }

    /// <summary>How requests queue in front of the model.</summary>
    public SchedulingConfig Scheduling { get; set; } = new();

    /// <summary>What is said of single inputs, by name.</summary>
    public Dictionary<string, TensorConfig> Inputs { get; set; } = [];

    /// <summary>What is said of single outputs, by name.</summary>
    public Dictionary<string, TensorConfig> Outputs { get; set; } = [];

    /// <summary>Sections of the runtimes, each under the runtime's name; a runtime binds its own.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement> Sections { get; set; } = [];
}

/// <summary>The queue in front of a version.</summary>
public sealed class SchedulingConfig
{
    /// <summary>Requests computed at the same time; default: what the servable itself advises.</summary>
    public int? MaxConcurrency { get; set; }

    /// <summary>Requests that may wait; one more is refused at once. Default 1000.</summary>
    public int MaxQueue { get; set; } = 1000;
}

/// <summary>Remarks on one input or output.</summary>
public sealed class TensorConfig
{
    /// <summary>What the values mean, for people.</summary>
    public string? Description { get; set; }

    /// <summary>Class labels along the last dimension.</summary>
    public List<string> Labels { get; set; } = [];
}
