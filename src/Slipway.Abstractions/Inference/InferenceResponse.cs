namespace Slipway.Inference;

/// <summary>
/// The answer to one request. Owns its output tensors. A servable fills <see cref="Outputs"/>,
/// <see cref="Parameters"/> and <see cref="Timings"/>; the data plane adds the names and the id.
/// </summary>
public sealed class InferenceResponse : IDisposable
{
    public string ModelName { get; set; } = "";

    /// <summary>The version that answered, as the protocols write it.</summary>
    public string ModelVersion { get; set; } = "";

    public string? Id { get; set; }

    public InferenceParameters? Parameters { get; set; }

    /// <summary>
    /// Whether no other response to the request follows, as far as is known when it is given: false of a stream's response
    /// that may yet turn out to be the last. Default true: most models answer once.
    /// </summary>
    public bool IsFinal { get; set; } = true;

    /// <summary>In the order asked for, or of the signature where all were asked for.</summary>
    public List<NamedTensor> Outputs { get; } = [];

    public InferenceTimings Timings { get; set; }

    public void Dispose()
    {
        foreach (var output in Outputs)
        {
            output.Tensor.Dispose();
        }

        Outputs.Clear();
    }
}
