namespace Slipway.Protocols.TensorFlowServing.Rest;

/// <summary>How a predict request gave its inputs, which is how the answer gives its outputs.</summary>
public enum PredictForm
{
    /// <summary><c>instances</c>: a list of rows, answered with <c>predictions</c>.</summary>
    Row,

    /// <summary><c>inputs</c>: whole tensors, answered with <c>outputs</c>.</summary>
    Columnar,
}
