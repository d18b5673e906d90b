using System.Net;
using System.Text.Json;
using Slipway.Errors;
using Slipway.Models;

namespace Slipway.Deployment.Comparison;

/// <summary>The golden requests of a package that a server tells: <c>GET /models/{m}/requests</c>.</summary>
/// <param name="http">By which it is asked.</param>
/// <param name="address">The server, such as <c>http://127.0.0.1:20001</c>.</param>
/// <param name="model">The name of the model in it.</param>
internal sealed class ServedGoldenRequests(HttpClient http, string address, string model)
{
    private const int LargestList = 1 << 20;

    private string Root => $"{address}/models/{Uri.EscapeDataString(model)}/{GoldenRequests.Folder}";

    /// <returns>Null where the server knows no such address.</returns>
    /// <exception cref="HttpRequestException">It does not answer, or refuses.</exception>
    /// <exception cref="ServingException">InvalidArgument: what it answers is too much or no list.</exception>
    public async Task<IReadOnlyList<GoldenRequest>?> ReadAsync(CancellationToken cancellationToken)
    {
        if (await BytesAsync(Root, LargestList, cancellationToken) is not { } list || Names(list) is not { } names)
            return null;
        if (names.Count > GoldenRequests.Most)
            throw ServingException.InvalidArgument($"there are more than {GoldenRequests.Most}");
        var requests = new List<GoldenRequest>(names.Count);
        foreach (var name in names)
        {
            var path = $"{Root}/{Uri.EscapeDataString(name)}";
            var body = await BytesAsync(path, GoldenRequests.LargestFile, cancellationToken);
            var expected = await BytesAsync($"{path}/expected", GoldenRequests.LargestFile, cancellationToken);
            if (body is null || expected is null)
                throw ServingException.NotFound($"'{name}' is in the list and is not told");
            requests.Add(new GoldenRequest(name, body, expected));
        }

        return requests;
    }

    private static List<string>? Names(byte[] list)
    {
        try
        {
            using var json = JsonDocument.Parse(list);
            return
                json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty(GoldenRequests.Folder, out var names)
                && names.ValueKind == JsonValueKind.Array
                && names.EnumerateArray().All(name => name.ValueKind == JsonValueKind.String)
                ? [.. names.EnumerateArray().Select(name => name.GetString()!)]
                : null;
        }
        catch (JsonException)
        {
            // Some other program, which has a page here.
            return null;
        }
    }

    private async Task<byte[]?> BytesAsync(string url, int most, CancellationToken cancellationToken)
    {
        using var response = await http.GetAsync(
            new Uri(url),
            HttpCompletionOption.ResponseHeadersRead,
            cancellationToken
        );
        if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed)
            return null;
        response.EnsureSuccessStatusCode();
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new MemoryStream();
        var block = new byte[81920];
        int read;
        while ((read = await body.ReadAsync(block, cancellationToken)) > 0)
        {
            if (buffer.Length + read > most)
                throw ServingException.TooLarge($"{url} has more than {ByteSize.Of(most)}");
            buffer.Write(block, 0, read);
        }

        return buffer.ToArray();
    }
}
