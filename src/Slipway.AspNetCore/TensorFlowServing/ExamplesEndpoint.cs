using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Slipway.AspNetCore.Errors;
using Slipway.AspNetCore.Rest;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Protocols.Json;
using Slipway.Protocols.TensorFlowServing;
using Slipway.Protocols.TensorFlowServing.Examples;
using Slipway.Protocols.TensorFlowServing.Rest;
using Slipway.Serving.Inference;

namespace Slipway.AspNetCore.TensorFlowServing;

/// <summary>TensorFlow Serving's RESTful API, "Classify and Regress API".</summary>
internal sealed class ExamplesEndpoint(
    DataPlane plane,
    InferenceExchange exchange,
    IOptions<ModelServerOptions> options
)
{
    private readonly JsonLimits _limits = new() { MaxBodyBytes = options.Value.MaxRequestBytes };

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapModelCall("classify", exchange.Count(ClassifyAsync, HttpStatusTable.TensorFlowServing));
        endpoints.MapModelCall("regress", exchange.Count(RegressAsync, HttpStatusTable.TensorFlowServing));
    }

    private async Task ClassifyAsync(HttpContext context)
    {
        var model = RouteModel.Read(context);
        var (decoded, name) = await ReadAsync(context, model);
        using var examples = decoded;
        ClassificationOutputs? outputs = null;
        using var response = await plane.InferAsync(
            model,
            handle =>
            {
                var signature = SignatureNames.Find(handle.ModelName, handle.Signature, name, SignatureNames.Classify);
                outputs = ClassificationOutputs.Of(handle.ModelName, signature, handle.Package.Config.Parameters);
                return Request(context, examples, handle.Signature, signature, outputs.Names);
            },
            context.RequestAborted
        );
        using var message = RestResponses.Classify(outputs!.Read(response, examples.Count));
        await InferenceExchange.WriteAsync(context, message);
    }

    private async Task RegressAsync(HttpContext context)
    {
        var model = RouteModel.Read(context);
        var (decoded, name) = await ReadAsync(context, model);
        using var examples = decoded;
        RegressionOutput? output = null;
        using var response = await plane.InferAsync(
            model,
            handle =>
            {
                var signature = SignatureNames.Find(handle.ModelName, handle.Signature, name, SignatureNames.Regress);
                output = RegressionOutput.Of(handle.ModelName, signature, handle.Package.Config.Parameters);
                return Request(context, examples, handle.Signature, signature, [output.Name]);
            },
            context.RequestAborted
        );
        using var message = RestResponses.Regress(output!.Read(response, examples.Count));
        await InferenceExchange.WriteAsync(context, message);
    }

    private static InferenceRequest Request(
        HttpContext context,
        ExampleBatch examples,
        ModelSignature own,
        ModelSignature signature,
        IReadOnlyList<string> outputs
    )
    {
        var request = examples.ToRequest(signature);
        request.SignatureName = SignatureNames.Of(own, signature);
        request.Deadline = RestDeadline.Of(context);
        request.Outputs.AddRange(outputs.Select(name => new RequestedOutput(name)));
        return request;
    }

    private ValueTask<(ExampleBatch Examples, string? SignatureName)> ReadAsync(
        HttpContext context,
        ModelSelector model
    ) =>
        exchange.ReadAsync(
            context,
            (body, length, aborted) => ExamplesRequestDecoder.DecodeAsync(body, length, model, _limits, aborted)
        );
}
