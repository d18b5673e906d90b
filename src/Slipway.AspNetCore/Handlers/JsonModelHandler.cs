using System.Text.Json.Serialization.Metadata;
using Slipway.AspNetCore.Handlers.Json;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Tasks;
using Slipway.Tensors;

namespace Slipway.Handlers;

/// <summary>
/// A model that makes one object of another: any types that JSON has a form for, lists and records in records. The typed API
/// takes and gives that JSON, one or many; over the tensor protocols <c>request</c> and <c>response</c> are BYTES [-1] whose
/// elements are the texts of it. Both types must write what they read.
/// </summary>
/// <remarks>
/// Requests are read strictly: members that are not known, null where the type has none, and parameters of a constructor that
/// have no default and are left out are errors, each told with its place. <c>[Description]</c> of types, properties and
/// parameters goes into the API reference.
/// </remarks>
/// <typeparam name="TInput">A request.</typeparam>
/// <typeparam name="TOutput">The answer to it.</typeparam>
public abstract class JsonModelHandler<TInput, TOutput> : IModelHandler
    where TInput : class
    where TOutput : class
{
    /// <summary>The name of the one input.</summary>
    public const string RequestName = "request";

    /// <summary>The name of the one output.</summary>
    public const string ResponseName = "response";

    private readonly JsonObjects<TInput> _inputs;
    private readonly JsonObjects<TOutput> _outputs;

    /// <param name="input">How a request is written, from a source-generated context.</param>
    /// <param name="output">How an answer is written.</param>
    protected JsonModelHandler(JsonTypeInfo<TInput> input, JsonTypeInfo<TOutput> output)
    {
        _inputs = new JsonObjects<TInput>(input);
        _outputs = new JsonObjects<TOutput>(output);
        var rows = new TensorShape(-1);
        Signature = new ModelSignature(
            [new TensorSpec(RequestName, DataType.Bytes, rows) { Description = "A request in JSON, each." }],
            [new TensorSpec(ResponseName, DataType.Bytes, rows) { Description = "The answer to it in JSON, each." }]
        );
    }

    /// <inheritdoc/>
    public ModelSignature Signature { get; }

    /// <inheritdoc/>
    public virtual int Concurrency => 1;

    /// <summary>One sentence: what comes back for what is sent. Default: a general one.</summary>
    public virtual string Summary => "Takes objects, in JSON or JSON lines, and answers each of them.";

    /// <summary>A request that is answered well, for the API reference.</summary>
    public abstract TInput Example { get; }

    /// <summary>
    /// The member that a request is about, such as <c>text</c>: a request may be that value alone, and a list of such values is
    /// so many requests. Null where there is none such, which is the default.
    /// </summary>
    public virtual string? Subject => null;

    ITypedModel IModelHandler.Typed =>
        new JsonHandlerModel<TInput>(_inputs, _outputs.Schema, Summary, Example, Subject);

    /// <inheritdoc/>
    public virtual Task LoadAsync(HandlerContext context, CancellationToken cancellationToken) => Task.CompletedTask;

    async ValueTask<InferenceResponse> IModelHandler.PredictAsync(
        InferenceRequest request,
        CancellationToken cancellationToken
    )
    {
        // All are read before the first is computed: a request is answered or refused as one.
        var inputs = _inputs.Read(request.Input(RequestName));
        using var written = new TensorBufferWriter();
        foreach (var input in inputs)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var output = await PredictAsync(input, cancellationToken).ConfigureAwait(false);
            BytesElements.Append(
                written,
                _outputs.Write(output ?? throw ServingException.Internal($"The handler {GetType().Name} gave null."))
            );
        }

        var length = written.WrittenLength;
        var response = new Tensor(DataType.Bytes, new TensorShape(inputs.Count), written.Detach(), length);
        return new InferenceResponse { Outputs = { new NamedTensor(ResponseName, response) } };
    }

    /// <inheritdoc cref="IModelHandler.PredictAsync" path="/exception"/>
    /// <summary>Computes one answer.</summary>
    protected abstract ValueTask<TOutput> PredictAsync(TInput input, CancellationToken cancellationToken);
}
