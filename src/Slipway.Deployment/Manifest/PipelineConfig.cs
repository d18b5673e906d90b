using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Slipway.Deployment.Manifest;

/// <summary>
/// An inference graph in the vocabulary of KServe's InferenceGraph: nodes of four kinds, each with steps that ask a service or
/// another node. The node <c>root</c> is asked first.
/// </summary>
public sealed record PipelineConfig
{
    /// <summary>One sentence for people.</summary>
    public string? Description { get; set; }

    /// <summary>From the request's arrival to its answer. Default 60 seconds.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>The request: a JSON Schema, for its page and its check. Null: any object.</summary>
    public JsonObject? Input { get; set; }

    /// <summary>A request that works, for the page and the tests.</summary>
    public JsonNode? Example { get; set; }

    /// <summary>By name; one is <c>root</c>.</summary>
    public Dictionary<string, NodeConfig> Nodes { get; set; } = [];

    /// <summary>
    /// The answer, as a template: texts that begin with <c>$</c> are paths (<c>$request.text</c>,
    /// <c>$steps.ner.entities</c>, <c>$failed</c>). Null: what the root gives.
    /// </summary>
    public JsonNode? Output { get; set; }
}

/// <summary>A node of a pipeline.</summary>
public sealed record NodeConfig
{
    /// <summary>What it does with its steps. Default: one after the other.</summary>
    public NodeKind Type { get; set; }

    /// <summary>At least one.</summary>
    public List<StepConfig> Steps { get; set; } = [];
}

/// <summary>What a node does with its steps.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<NodeKind>))]
public enum NodeKind
{
    /// <summary>One after the other; each gets what the one before gave, or what its <c>input</c> says. Gives what the last gave.</summary>
    Sequence = 0,

    /// <summary>All at the same time. Gives an object with a member for each step.</summary>
    Ensemble,

    /// <summary>The first whose condition holds. Gives what that gave; 404 where none holds.</summary>
    Switch,

    /// <summary>One, drawn by weights.</summary>
    Splitter,
}

/// <summary>One step: a service's model, or another node.</summary>
public sealed record StepConfig
{
    /// <summary>By which later steps and the output refer to what it gave. Default: the service's or node's name.</summary>
    public string? Name { get; set; }

    /// <summary>The model to ask, by the name the gateway knows it by.</summary>
    public string? Service { get; set; }

    /// <summary>The node to ask.</summary>
    public string? Node { get; set; }

    /// <summary>The body of the typed API, as a template; null: what came to the step, as it is.</summary>
    public JsonNode? Input { get; set; }

    /// <summary>
    /// In place of <see cref="Input"/>: it is asked with tensors of Open Inference, by the model's input a template of each, and
    /// gives an object with a member for each output.
    /// </summary>
    public Dictionary<string, JsonNode?>? Tensors { get; set; }

    /// <summary>
    /// A condition for <c>switch</c>, or for a step of a sequence or an ensemble to be done at all:
    /// <c>$request.language == "de"</c>.
    /// </summary>
    public string? When { get; set; }

    /// <summary>For <c>splitter</c>: its part of the sum of weights.</summary>
    public double? Weight { get; set; }

    /// <summary>For this step alone; null: what is left of the pipeline's.</summary>
    public TimeSpan? Timeout { get; set; }

    /// <summary>What its failure means. Default: the pipeline fails.</summary>
    public StepFailure OnFailure { get; set; }

    /// <summary>A template of what it gives where it failed and <see cref="OnFailure"/> is <c>continue</c>. Default: null.</summary>
    public JsonNode? Fallback { get; set; }
}

/// <summary>What a step's failure means (KServe: dependency Hard or Soft).</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<StepFailure>))]
public enum StepFailure
{
    /// <summary>The pipeline fails with the step's error, which names the step.</summary>
    Fail = 0,

    /// <summary>The step gives its fallback, and <c>$failed</c> and the header <c>Slipway-Failed-Steps</c> name it.</summary>
    Continue,
}
