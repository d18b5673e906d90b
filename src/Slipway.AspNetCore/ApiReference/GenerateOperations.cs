using Microsoft.OpenApi;
using Slipway.Models;

namespace Slipway.AspNetCore.ApiReference;

/// <summary>Adds the paths of Triton's generate extension to a model whose tensors JSON can carry.</summary>
internal sealed class GenerateOperations(OpenApiDocument document)
{
    private static readonly string[] Taken = ["id", "parameters", "model_name", "model_version"];

    public void Add(ModelSignature signature, ApiNames names)
    {
        if (!signature.Inputs.Concat(signature.Outputs).All(HasFlatForm))
            return;
        var request = names.Component("GenerateRequest");
        var response = names.Component("GenerateResponse");
        document.AddComponent<IOpenApiSchema>(request, Request(signature));
        document.AddComponent<IOpenApiSchema>(response, Response(signature));
        var one = Operations.Json(document, "The outputs by name.", response);
        Add(names, request, "/generate", "generate", "Generate", "One flat object in, one out.", one);

        var events = new OpenApiResponse
        {
            Description = "Server-sent events, each with the outputs by name or an `error`.",
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                ["text/event-stream"] = new() { Schema = SharedSchemas.Text(null) },
            },
        };
        const string description = "One flat object in, an event out for each response of the model.";
        Add(names, request, "/generate_stream", "generateStream", "Generate a stream", description, events);
    }

    private static bool HasFlatForm(TensorSpec spec) =>
        ExampleTensor.HasJsonForm(spec.DataType) && !Taken.Contains(spec.Name);

    private void Add(
        ApiNames names,
        string request,
        string suffix,
        string id,
        string summary,
        string description,
        OpenApiResponse answer
    )
    {
        var operation = Operations.Make(document, names.Tag, names.OperationId(id), summary);
        operation.Description = description;
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                ["application/json"] = new() { Schema = new OpenApiSchemaReference(request, document) },
            },
        };
        operation.Responses?.Add("200", answer);
        operation.Responses?.Add(
            "400",
            Operations.Error(document, "The request does not fit; the error names the key.")
        );
        operation.Responses?.Add("404", Operations.Error(document, "There is no such model or version."));
        document.Paths.Add(names.Path + suffix, Operations.Path(HttpMethod.Post, operation));
    }

    private static OpenApiSchema Request(ModelSignature signature)
    {
        var schema = SharedSchemas.Object([
            ("id", SharedSchemas.Text("Yours to choose; it comes back in the response."), false),
            ("parameters", SharedSchemas.Parameters(), false),
            .. signature.Inputs.Select(spec => (spec.Name, Flat(spec), !spec.IsOptional)),
        ]);
        schema.Description = "Keys that are no inputs of the model are parameters of the request.";
        return schema;
    }

    private static OpenApiSchema Response(ModelSignature signature) =>
        SharedSchemas.Object([
            ("id", SharedSchemas.Text("As the request gave it."), false),
            ("model_name", SharedSchemas.Text(null), true),
            ("model_version", SharedSchemas.Text("The version that answered."), true),
            .. signature.Outputs.Select(spec => (spec.Name, Flat(spec), true)),
        ]);

    // One element may stand bare.
    private static OpenApiSchema Flat(TensorSpec spec) =>
        new()
        {
            Description = TensorSchema.Notation(spec),
            OneOf = [ElementSchema.For(spec.DataType), SharedSchemas.Array(ElementSchema.For(spec.DataType))],
        };
}
