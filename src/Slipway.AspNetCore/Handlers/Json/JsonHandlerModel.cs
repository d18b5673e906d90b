using System.Text.Json;
using Slipway.Handlers;
using Slipway.Inference;
using Slipway.Tasks;
using Slipway.Tasks.Requests;
using Slipway.Tensors;

namespace Slipway.AspNetCore.Handlers.Json;

/// <summary>The typed side of a handler of objects: its JSON goes to it and comes back as it is. Thread-safe.</summary>
internal sealed class JsonHandlerModel<TInput> : ItemModel<TInput, JsonText>
    where TInput : class
{
    private readonly JsonObjects<TInput> _inputs;

    public JsonHandlerModel(
        JsonObjects<TInput> inputs,
        JsonElement answers,
        string summary,
        TInput example,
        string? subject
    )
        : base(inputs.Type, JsonText.Type, subject)
    {
        _inputs = inputs;
        Description = new TypedDescription
        {
            Task = "handler",
            Summary = summary,
            RequestSchema = inputs.Schema,
            ResponseSchema = answers,
            Example = JsonSerializer.SerializeToElement(example, inputs.Type),
            MediaTypes = TakesText ? ["text/plain"] : [],
        };
    }

    public override TypedDescription Description { get; }

    protected override async ValueTask<IReadOnlyList<JsonText>> ComputeAsync(
        IReadOnlyList<TInput> items,
        IModelCalls model,
        CancellationToken cancellationToken
    )
    {
        using var request = new InferenceRequest { Model = model.Model };
        request.Inputs.Add(new NamedTensor(JsonModelHandler<TInput, object>.RequestName, Texts(items)));
        using var response = await model.InferAsync(request, cancellationToken);
        var answers = new List<JsonText>(items.Count);
        foreach (var text in response.Outputs[0].Tensor.Elements)
        {
            answers.Add(new JsonText(text.ToArray()));
        }

        return answers;
    }

    private Tensor Texts(IReadOnlyList<TInput> items)
    {
        using var written = new TensorBufferWriter();
        foreach (var item in items)
        {
            BytesElements.Append(written, _inputs.Write(item));
        }

        var length = written.WrittenLength;
        return new Tensor(DataType.Bytes, new TensorShape(items.Count), written.Detach(), length);
    }
}
