using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Slipway.AspNetCore.Rest;
using Slipway.AspNetCore.SharedMemory;
using Slipway.Errors;

namespace Slipway.AspNetCore.OpenInference;

/// <summary>
/// Triton's "Shared-Memory Extension" over REST. Of CUDA's part only what clients ask without using it is there: the
/// status, and forgetting regions of which there are none.
/// </summary>
internal static class SharedMemoryEndpoints
{
    private const string System = "/v2/systemsharedmemory";
    private const string Cuda = "/v2/cudasharedmemory";
    private const string Region = "/region/{region}";
    private const int LongestBody = 64 << 10;

    public static void MapSharedMemory(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapRestGet(System + "/status", StatusAsync);
        endpoints.MapRestGet(System + Region + "/status", StatusAsync);
        endpoints.MapRestPost(System + Region + "/register", RegisterAsync);
        endpoints.MapRestPost(System + "/unregister", UnregisterAsync);
        endpoints.MapRestPost(System + Region + "/unregister", UnregisterAsync);

        endpoints.MapRestGet(Cuda + "/status", CudaStatusAsync);
        endpoints.MapRestGet(Cuda + Region + "/status", CudaStatusAsync);
        endpoints.MapRestPost(Cuda + Region + "/register", _ => throw CudaSharedMemory.Unsupported());
        endpoints.MapRestPost(Cuda + "/unregister", _ => Task.CompletedTask);
        endpoints.MapRestPost(Cuda + Region + "/unregister", _ => Task.CompletedTask);
    }

    private static Task StatusAsync(HttpContext context)
    {
        SharedMemoryRegionBody[] body =
        [
            .. Registry(context).Status(Name(context)).Select(SharedMemoryRegionBody.From),
        ];
        return context.Response.WriteAsJsonAsync(body, SharedMemoryContext.Default.SharedMemoryRegionBodyArray);
    }

    private static async Task RegisterAsync(HttpContext context)
    {
        RefusePages(context.Request);
        var body = await ReadAsync(context);
        if (body.Key is not { } key)
            throw ServingException.InvalidArgument("Shared memory register request has no 'key' field.");
        if (body.ByteSize is not { } byteSize)
            throw ServingException.InvalidArgument("Shared memory register request has no 'byte_size' field.");
        Registry(context).Register(Name(context), key, body.Offset ?? 0, byteSize);
    }

    private static Task UnregisterAsync(HttpContext context)
    {
        if (Name(context) is { Length: > 0 } name)
            Registry(context).Unregister(name);
        else
            Registry(context).UnregisterAll();
        return Task.CompletedTask;
    }

    private static Task CudaStatusAsync(HttpContext context)
    {
        if (Name(context) is { Length: > 0 } name)
            throw CudaSharedMemory.Unknown(name);
        return context.Response.WriteAsJsonAsync([], SharedMemoryContext.Default.SharedMemoryRegionBodyArray);
    }

    // A page of any site may send a POST to a server on the reader's own machine, and its browser says so.
    private static void RefusePages(HttpRequest request)
    {
        if (request.Headers.Origin.Count > 0)
        {
            throw ServingException.Unsupported(
                "Shared memory cannot be registered from a web page (the request has an Origin header)."
            );
        }
    }

    private static async ValueTask<SharedMemoryRegisterBody> ReadAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = LongestBody;
        try
        {
            return await JsonSerializer.DeserializeAsync(
                    context.Request.Body,
                    SharedMemoryContext.Default.SharedMemoryRegisterBody,
                    context.RequestAborted
                ) ?? new SharedMemoryRegisterBody(null, null, null);
        }
        catch (JsonException failure)
        {
            throw new ServingException(
                ServingErrorCode.InvalidArgument,
                "The body must be a JSON object with 'key', a text, and 'offset' and 'byte_size', numbers of bytes: "
                    + failure.Message,
                failure
            );
        }
    }

    private static string Name(HttpContext context) => context.Request.RouteValues["region"] as string ?? "";

    private static SharedMemoryRegistry Registry(HttpContext context) =>
        context.RequestServices.GetRequiredService<SharedMemoryRegistry>();
}
