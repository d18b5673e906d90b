using Microsoft.OpenApi;
using Slipway.AspNetCore.ApiReference.Typed;
using Slipway.Models;

namespace Slipway.AspNetCore.ApiReference;

/// <summary>Adds one model's paths to the document: its task's, infer, metadata, readiness.</summary>
internal sealed class ModelOperations(OpenApiDocument document, string serverUrl)
{
    private readonly GenerateOperations _generate = new(document);
    private readonly TypedOperations _typed = new(document, serverUrl);

    public void Add(ServedModel model, bool withVersion)
    {
        var names = new ApiNames(model, withVersion);
        document.Tags?.Add(new OpenApiTag { Name = names.Tag, Description = Describe(model) });
        if (model.Typed is { } typed)
            _typed.Add(typed, names);
        if (model.Signature is { } signature)
        {
            AddInfer(model, signature, names);
            _generate.Add(signature, names);
        }

        var metadata = Operations.Make(document, names.Tag, names.OperationId("getModel"), "Metadata");
        metadata.Description = "Name, versions, platform and signature.";
        var answer = Operations.Json(document, "The model.", SharedSchemas.ModelMetadata);
        if (answer.Content is { } content)
            content["application/json"].Example = ExampleMetadata.For(model);
        metadata.Responses?.Add("200", answer);
        metadata.Responses?.Add("404", Operations.Error(document, "There is no such model or version."));
        document.Paths.Add(names.Path, Operations.Path(HttpMethod.Get, metadata));

        var ready = Operations.Make(document, names.Tag, names.OperationId("isModelReady"), "Readiness");
        ready.Description = "Whether the model answers requests now.";
        ready.Responses?.Add("200", new OpenApiResponse { Description = "It does." });
        ready.Responses?.Add("404", Operations.Error(document, "There is no such model or version."));
        ready.Responses?.Add("503", Operations.Error(document, "It does not; the error says why."));
        document.Paths.Add(names.Path + "/ready", Operations.Path(HttpMethod.Get, ready));
    }

    private void AddInfer(ServedModel model, ModelSignature signature, ApiNames names)
    {
        var request = names.Component("InferRequest");
        var response = names.Component("InferResponse");
        document.AddComponent<IOpenApiSchema>(request, InferenceSchemas.Request(model, signature));
        document.AddComponent<IOpenApiSchema>(response, InferenceSchemas.Response(model, signature));

        var example = model.Example;
        var path = names.Path + "/infer";
        var operation = Operations.Make(document, names.Tag, names.OperationId("infer"), $"Infer with {model.Name}");
        operation.Description = DescribeInfer(signature, example);
        operation.Parameters = [InferenceBody.HeaderLength(example)];
        operation.RequestBody = InferenceBody.Create(document, request, signature, example);
        if (example is not null)
            operation.Extensions = Operations.CodeSamples(example.ToCurl(serverUrl.TrimEnd('/') + path));

        operation.Responses?.Add("200", Answer(model, signature, response));
        operation.Responses?.Add(
            "400",
            Operations.Error(document, "The request does not fit; the error names the field.")
        );
        operation.Responses?.Add("404", Operations.Error(document, "There is no such model or version."));
        operation.Responses?.Add("413", Operations.Error(document, "The body is over the server's limit."));
        operation.Responses?.Add(
            "503",
            Operations.Error(document, "The model is loading or failed, its queue is full, or the server is draining.")
        );
        document.Paths.Add(path, Operations.Path(HttpMethod.Post, operation));
    }

    private static string Describe(ServedModel model)
    {
        var text = $"Version {model.Version}, {(model.Error is null ? model.State : "Failed")}.";
        if (model.Details?.Description is { Length: > 0 } description)
            text = $"{description}\n\n{text}";
        return model.Error is { } error ? $"{text}\n\n**Not available:** {error}" : text;
    }

    private static string DescribeInfer(ModelSignature signature, ExampleRequest? example)
    {
        var lines = new List<string> { "| role | name | type and shape |", "|---|---|---|" };
        lines.AddRange(signature.Inputs.Select(spec => Row(spec.IsOptional ? "optional input" : "input", spec)));
        lines.AddRange(signature.Outputs.Select(spec => Row("output", spec)));
        if (example is null)
            lines.Add("\nThe inputs are too large for an example on this page.");
        else if (example.BinaryLength > 0)
            lines.Add(
                $"\nWhat is too long for this page, or of a type that JSON cannot carry, travels after the JSON as raw "
                    + $"bytes: the sample sends {example.BinaryLength} zero bytes. "
                    + "The header `Inference-Header-Content-Length` says where the JSON ends."
            );
        return string.Join('\n', lines);
    }

    private static string Row(string role, TensorSpec spec)
    {
        var name = spec.Name.Replace("|", "\\|", StringComparison.Ordinal).Replace('`', '\'');
        return $"| {role} | `{name}` | `{TensorSchema.Notation(spec)}` |";
    }

    private OpenApiResponse Answer(ServedModel model, ModelSignature signature, string schema)
    {
        var answer = Operations.Json(document, "The outputs.", schema);
        if (ExampleResponse.For(model, signature) is { } example && answer.Content is { } content)
            content["application/json"].Example = InferenceBody.TryParse(example);
        return answer;
    }
}
