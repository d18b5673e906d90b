using System.Text.Json.Serialization;

namespace Slipway.Models;

/// <summary>
/// A stateful model (Triton's "sequence_batching"): requests carry <c>sequence_id</c>, <c>sequence_start</c> and
/// <c>sequence_end</c>; those of one sequence are computed one after another.
/// </summary>
public sealed class SequenceConfig
{
    /// <summary>A sequence without a request for this long is ended and its state dropped. Default 1 s, as Triton's.</summary>
    public double MaxIdleSeconds { get; set; } = 1;

    /// <summary>Sequences at a time; a start beyond is refused. Default 1024.</summary>
    public int MaxSequences { get; set; } = 1024;

    /// <summary>Inputs that the server fills itself, with what a request is in its sequence.</summary>
    public List<SequenceControlConfig> Controls { get; set; } = [];

    /// <summary>Outputs that the server keeps and gives back as inputs of the sequence's next request.</summary>
    public List<SequenceStateConfig> States { get; set; } = [];
}

/// <summary>A control input: shape [1], or [batch, 1] where the model has a batch dimension.</summary>
public sealed class SequenceControlConfig
{
    /// <summary>The model's input.</summary>
    public string Input { get; set; } = "";

    /// <summary>What it tells the model.</summary>
    public SequenceControlKind Kind { get; set; }

    /// <summary>The value where the condition does not hold. Default 0.</summary>
    public double FalseValue { get; set; }

    /// <summary>The value where it does. Default 1.</summary>
    public double TrueValue { get; set; } = 1;
}

/// <summary>What a control input tells the model.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SequenceControlKind>))]
public enum SequenceControlKind
{
    /// <summary>The first request of its sequence.</summary>
    [JsonStringEnumMemberName("start")]
    Start,

    /// <summary>The last one.</summary>
    [JsonStringEnumMemberName("end")]
    End,

    /// <summary>There is a request at all.</summary>
    [JsonStringEnumMemberName("ready")]
    Ready,

    /// <summary>The sequence's id, in the type of the input.</summary>
    [JsonStringEnumMemberName("correlation-id")]
    CorrelationId,
}

/// <summary>A state: an output that becomes an input of the sequence's next request.</summary>
public sealed class SequenceStateConfig
{
    /// <summary>The model's input that takes the state.</summary>
    public string Input { get; set; } = "";

    /// <summary>The model's output that gives the next state; not part of answers.</summary>
    public string Output { get; set; } = "";

    /// <summary>The shape of the first state, batch dimension included; default: the signature's with 1 for what is free.</summary>
    public List<long> Shape { get; set; } = [];

    /// <summary>The raw values of the first state, relative to the package folder; default: zeros.</summary>
    public string? File { get; set; }
}
