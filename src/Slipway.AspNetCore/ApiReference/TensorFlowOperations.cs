using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Slipway.Errors;
using Slipway.Models;
using Slipway.Protocols.TensorFlowServing.Examples;

namespace Slipway.AspNetCore.ApiReference;

/// <summary>
/// Adds one model's paths of TensorFlow Serving and KServe V1: predict, classify and regress where its outputs allow it,
/// status, signature.
/// </summary>
internal sealed class TensorFlowOperations(OpenApiDocument document)
{
    private static readonly Dictionary<string, string> NoParameters = [];

    public void Add(ServedModel model, bool withVersion)
    {
        var names = new ApiNames(model, withVersion);
        var tag = $"{names.Tag}: TensorFlow Serving, KServe V1";
        document.Tags?.Add(
            new OpenApiTag
            {
                Name = tag,
                Description = "The same model for clients of TensorFlow Serving and KServe V1.",
            }
        );
        if (model.Signature is { } signature)
        {
            AddPredict(model, signature, names, tag);
            if (Allows(() => ClassificationOutputs.Of(model.Name, signature, NoParameters)))
                AddExamples(signature, names, tag, "classify", Pairs());
            if (Allows(() => RegressionOutput.Of(model.Name, signature, NoParameters)))
                AddExamples(signature, names, tag, "regress", new OpenApiSchema { Type = JsonSchemaType.Number });
        }

        var status = Get(names, tag, "", "getStatus", "Status of the versions");
        status.Description = "Of all versions, or of one; `name` and `ready` are what KServe V1 looks for.";
        status.Responses?.Add("200", Operations.Json(document, "The versions.", SharedSchemas.ModelStatus));
        status.Responses?.Add("404", Operations.Error(document, "There is no such model or version."));
        if (!withVersion)
        {
            status.Responses?.Add(
                "503",
                Operations.Json(document, "No version answers requests now.", SharedSchemas.ModelStatus)
            );
        }

        var metadata = Get(names, tag, "/metadata", "getSignature", "Signature");
        metadata.Responses?.Add(
            "200",
            Operations.Json(document, "TensorFlow's SignatureDef.", SharedSchemas.ModelSignature)
        );
        metadata.Responses?.Add("404", Operations.Error(document, "There is no such model or version."));
    }

    private static bool Allows(Func<object> choose)
    {
        try
        {
            choose();
            return true;
        }
        catch (ServingException)
        {
            return false;
        }
    }

    private void AddPredict(ServedModel model, ModelSignature signature, ApiNames names, string tag)
    {
        var request = names.Component("PredictRequest");
        var response = names.Component("PredictResponse");
        document.AddComponent<IOpenApiSchema>(request, PredictSchemas.Request(model, signature));
        document.AddComponent<IOpenApiSchema>(response, PredictSchemas.Response(model, signature));
        var operation = Post(
            names,
            tag,
            "predict",
            new OpenApiSchemaReference(request, document),
            PredictSchemas.SampleRequest(signature)
        );
        var answer = Operations.Json(document, "The outputs.", response);
        if (answer.Content is { } content)
            content["application/json"].Example = PredictSchemas.SampleResponse(signature);
        operation.Responses?.Add("200", answer);
        AddErrors(operation);
    }

    private void AddExamples(ModelSignature signature, ApiNames names, string tag, string verb, IOpenApiSchema result)
    {
        var feature = new OpenApiSchema { Description = "A value or a list of values." };
        var example = SharedSchemas.Object([
            .. signature.Inputs.Select(spec => (spec.Name, (IOpenApiSchema)feature, false)),
        ]);
        var request = SharedSchemas.Object(
            (
                "signature_name",
                SharedSchemas.Text("One of the signatures in the metadata; left out for the first."),
                false
            ),
            ("context", example, false),
            ("examples", SharedSchemas.Array(example), true)
        );
        var operation = Post(names, tag, verb, request, sample: null);
        var answer = new OpenApiResponse
        {
            Description = "One result for each example.",
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                ["application/json"] = new()
                {
                    Schema = SharedSchemas.Object(("results", SharedSchemas.Array(result), true)),
                },
            },
        };
        operation.Responses?.Add("200", answer);
        AddErrors(operation);
    }

    private static OpenApiSchema Pairs()
    {
        var pair = SharedSchemas.Array(new OpenApiSchema());
        pair.Description = "A label and its score.";
        return SharedSchemas.Array(pair);
    }

    private OpenApiOperation Get(ApiNames names, string tag, string suffix, string verb, string summary)
    {
        var operation = Operations.Make(document, tag, names.OperationId(verb), summary);
        document.Paths.Add(names.TensorFlowPath + suffix, Operations.Path(HttpMethod.Get, operation));
        return operation;
    }

    private OpenApiOperation Post(ApiNames names, string tag, string verb, IOpenApiSchema schema, JsonNode? sample)
    {
        var operation = Operations.Make(
            document,
            tag,
            names.OperationId(verb),
            char.ToUpperInvariant(verb[0]) + verb[1..]
        );
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                ["application/json"] = new() { Schema = schema, Example = sample },
            },
        };
        document.Paths.Add($"{names.TensorFlowPath}:{verb}", Operations.Path(HttpMethod.Post, operation));
        return operation;
    }

    private void AddErrors(OpenApiOperation operation)
    {
        operation.Responses?.Add("400", Operations.Error(document, "The request does not fit; the error says where."));
        operation.Responses?.Add("404", Operations.Error(document, "There is no such model or version."));
        operation.Responses?.Add("413", Operations.Error(document, "The body is over the server's limit."));
        operation.Responses?.Add(
            "503",
            Operations.Error(document, "The model is loading or failed, or its queue is full.")
        );
    }
}
