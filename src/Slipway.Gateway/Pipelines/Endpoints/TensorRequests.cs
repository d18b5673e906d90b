using Slipway.Deployment.Pipelines.Graphs;
using Slipway.Gateway.Pipelines.Documents;
using Slipway.Gateway.Pipelines.Failures;
using Slipway.Gateway.Pipelines.Running;
using Slipway.Inference;
using Slipway.Tensors;

namespace Slipway.Gateway.Pipelines.Endpoints;

/// <summary>
/// A pipeline as a model of tensors, as handlers of objects are: BYTES <c>request</c> to BYTES <c>response</c>, whose elements
/// are the texts of documents.
/// </summary>
internal sealed class TensorRequests(DocumentRunner documents)
{
    public const string Input = "request";
    public const string Output = "response";

    /// <summary>Pipelines have one.</summary>
    public const string Version = "1";

    /// <summary>The parameter of an answer that names steps that failed and did not end the pipeline.</summary>
    private const string FailedSteps = "failed_steps";

    /// <returns>The caller owns it.</returns>
    /// <exception cref="PipelineFailure">It cannot be answered.</exception>
    public async Task<(InferenceResponse Response, RunSummary Summary)> AnswerAsync(
        PipelineGraph graph,
        InferenceRequest request,
        RunOptions options,
        CancellationToken cancellationToken
    )
    {
        var texts = Check(graph, request);
        var (results, summary) = await documents.AllAsync(graph, Read(graph, texts), options, cancellationToken);
        var response = new InferenceResponse
        {
            ModelName = graph.Name,
            ModelVersion = Version,
            Id = request.Id,
        };
        if (summary.Failed.Count > 0)
            response.Parameters = new InferenceParameters
            {
                [FailedSteps] = new ParameterValue(string.Join(", ", summary.Failed)),
            };
        response.Outputs.Add(new NamedTensor(Output, Write(results, texts.Shape)));
        return (response, summary);
    }

    private static Tensor Check(PipelineGraph graph, InferenceRequest request)
    {
        if (request.Inputs is not [{ Name: Input, Tensor.DataType: DataType.Bytes } only])
            throw PipelineFailure.Invalid(
                $"The pipeline '{graph.Name}' takes one input: '{Input}', BYTES, whose elements are JSON texts."
            );
        if (request.Outputs.FindIndex(output => output.Name != Output) is >= 0 and var other)
            throw PipelineFailure.Invalid(
                $"The pipeline '{graph.Name}' has no output '{request.Outputs[other].Name}'; it has '{Output}'."
            );
        if (only.Tensor.ElementCount > DocumentReader.Most)
            throw PipelineFailure.Invalid(
                $"A request has at most {DocumentReader.Most} documents, not {only.Tensor.ElementCount}."
            );
        return only.Tensor;
    }

    private static List<PipelineValue> Read(PipelineGraph graph, Tensor texts)
    {
        var documents = new List<PipelineValue>();
        foreach (var text in texts.Elements)
        {
            try
            {
                documents.Add(DocumentReader.ReadDocument(text.ToArray(), graph.Input));
            }
            catch (PipelineFailure failure) when (texts.ElementCount > 1)
            {
                throw failure.In($"Document {documents.Count}");
            }
        }

        return documents;
    }

    private static Tensor Write(List<PipelineResult> results, TensorShape shape)
    {
        using var written = new TensorBufferWriter();
        foreach (var result in results)
        {
            BytesElements.Append(written, result.Json.Span);
        }

        var length = written.WrittenLength;
        return new Tensor(DataType.Bytes, shape, written.Detach(), length);
    }
}
