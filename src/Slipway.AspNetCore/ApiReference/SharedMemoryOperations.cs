using Microsoft.OpenApi;

namespace Slipway.AspNetCore.ApiReference;

/// <summary>Adds the paths of the shared-memory extension.</summary>
internal static class SharedMemoryOperations
{
    private const string Tag = "Shared memory";
    private const string Root = "/v2/systemsharedmemory";
    private const string One = Root + "/region/{region}";

    public static void Add(OpenApiDocument document)
    {
        document.Tags?.Add(
            new OpenApiTag
            {
                Name = Tag,
                Description =
                    "Tensors in memory that a client on the server's machine shares with it. By default this is on only "
                    + "where the server listens on loopback alone.",
            }
        );

        var all = Add(document, Root + "/status", HttpMethod.Get, "listSharedMemory", "All regions");
        all.Responses?.Add("200", Status("The regions that are registered."));
        var one = Add(document, One + "/status", HttpMethod.Get, "getSharedMemory", "One region");
        one.Responses?.Add("200", Status("The region, in an array."));
        one.Responses?.Add("404", Operations.Error(document, "There is no region of this name."));

        var register = Add(document, One + "/register", HttpMethod.Post, "registerSharedMemory", "Register a region");
        register.RequestBody = new OpenApiRequestBody { Required = true, Content = Json(Registration()) };
        register.Responses?.Add("200", new OpenApiResponse { Description = "It is registered." });
        register.Responses?.Add(
            "400",
            Operations.Error(document, "The name is taken, or the key and the size do not fit what is there.")
        );
        register.Responses?.Add("501", Operations.Error(document, "Shared memory is off on this server."));

        var forget = Add(document, One + "/unregister", HttpMethod.Post, "unregisterSharedMemory", "Forget a region");
        forget.Responses?.Add("200", new OpenApiResponse { Description = "There is no region of this name now." });
        var forgetAll = Add(
            document,
            Root + "/unregister",
            HttpMethod.Post,
            "unregisterAllSharedMemory",
            "Forget all regions"
        );
        forgetAll.Responses?.Add("200", new OpenApiResponse { Description = "There is no region now." });
    }

    private static OpenApiOperation Add(
        OpenApiDocument document,
        string path,
        HttpMethod method,
        string id,
        string summary
    )
    {
        var operation = Operations.Make(document, Tag, id, summary);
        if (path.StartsWith(One, StringComparison.Ordinal))
        {
            operation.Parameters =
            [
                new OpenApiParameter
                {
                    Name = "region",
                    In = ParameterLocation.Path,
                    Required = true,
                    Description = "The name of the region, the client's to choose.",
                    Schema = SharedSchemas.Text(null),
                },
            ];
        }

        document.Paths.Add(path, Operations.Path(method, operation));
        return operation;
    }

    private static OpenApiResponse Status(string description) =>
        new()
        {
            Description = description,
            Content = Json(
                SharedSchemas.Array(
                    SharedSchemas.Object(
                        ("name", SharedSchemas.Text(null), true),
                        ("key", SharedSchemas.Text("As it was registered."), true),
                        ("offset", Bytes("0", "Where in the object the region begins."), true),
                        ("byte_size", Bytes("1", null), true)
                    )
                )
            ),
        };

    private static OpenApiSchema Registration() =>
        SharedSchemas.Object(
            ("key", SharedSchemas.Text("The name of a POSIX shared memory object, as given to shm_open."), true),
            ("offset", Bytes("0", "Where in the object the region begins; 0 where it is left out."), false),
            ("byte_size", Bytes("1", null), true)
        );

    private static OpenApiSchema Bytes(string minimum, string? description) =>
        new()
        {
            Type = JsonSchemaType.Integer,
            Minimum = minimum,
            Description = description,
        };

    private static Dictionary<string, OpenApiMediaType> Json(OpenApiSchema schema) =>
        new(StringComparer.Ordinal) { ["application/json"] = new() { Schema = schema } };
}
