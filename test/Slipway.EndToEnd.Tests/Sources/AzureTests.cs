using System.Security.Cryptography;
using System.Text;
using Slipway.EndToEnd.Tests.Hosting;
using Slipway.TestUtilities;

namespace Slipway.EndToEnd.Tests.Sources;

/// <summary>Models in Azure's emulator (<c>azurite</c> from npm).</summary>
public sealed class AzureTests : IAsyncLifetime
{
    private const string Account = "devstoreaccount1";
    private const string ApiVersion = "2021-12-02";

    private readonly string _key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
    private readonly TempFolder _folder = new();
    private readonly HttpClient _http = new();
    private NodeTool _store = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Endpoint => $"{_store.Url}/{Account}";

    public async ValueTask InitializeAsync()
    {
        _store = await NodeTool.StartAsync(
            "azurite-blob",
            (folder, port) => ["--blobHost", "127.0.0.1", "--blobPort", $"{port}", "--location", folder, "--silent"],
            new Dictionary<string, string> { ["AZURITE_ACCOUNTS"] = $"{Account}:{_key}" }
        );
        await SendAsync(HttpMethod.Put, "models", "restype=container", null);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_store is not null)
            await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Container_WithTheAccountsKey_IsServedAndWatched()
    {
        await PutAsync("a b/ø+#/adding/1/model.onnx", AddingModel.Create(1, padding: 2_000_000));
        await PutAsync("a b/ø+#/adding/config.txt", [1]);
        await using var server = await StartAsync(
            "az://models/a b/ø+#",
            new()
            {
                ["AZURE_STORAGE_CONNECTION_STRING"] =
                    $"AccountName={Account};AccountKey={_key};BlobEndpoint={Endpoint};",
            }
        );
        (await AddingModel.AskAsync(server, "adding", Token)).Should().Be(1);

        await PutAsync("a b/ø+#/adding/1/model.onnx", AddingModel.Create(2));
        await AddingModel.UntilAsync(server, "adding", 2, Token);

        await SendAsync(HttpMethod.Delete, "models/" + Escape("a b/ø+#/adding/1/model.onnx"), "", null);
        await AddingModel.UntilAsync(server, "adding", null, Token);
        server.Output.Should().NotContain(_key);
    }

    [Fact]
    public async Task Container_WithASignatureInTheAddress_IsServed()
    {
        await PutAsync("adding/1/model.onnx", AddingModel.Create(5));
        await using var server = await StartAsync($"{Endpoint}/models/adding?{Signature("rl")}", []);
        (await AddingModel.AskAsync(server, "adding", Token)).Should().Be(5);
        server.Output.Should().NotContain("sig=");
    }

    [Fact]
    public async Task Container_WithASignatureInTheEnvironment_GivesASingleBlob()
    {
        await PutAsync("x/adding.onnx", AddingModel.Create(6));
        await using var server = await StartAsync(
            "az://models/x/adding.onnx",
            new()
            {
                ["AZURE_STORAGE_CONNECTION_STRING"] = $"BlobEndpoint={Endpoint}",
                ["AZURE_STORAGE_SAS_TOKEN"] = Signature("rl"),
            }
        );
        (await AddingModel.AskAsync(server, "adding", Token)).Should().Be(6);
    }

    private Task<ServerProcess> StartAsync(string address, Dictionary<string, string> environment) =>
        ServerProcess.StartAsync([address], environment, "--cache-dir", _folder.Path, "--remote-poll-seconds", "1");

    private Task PutAsync(string blob, byte[] content) =>
        SendAsync(HttpMethod.Put, "models/" + Escape(blob), "", new ByteArrayContent(content));

    private async Task SendAsync(HttpMethod method, string path, string query, HttpContent? content)
    {
        var address = $"{Endpoint}/{path}?{query}{(query.Length > 0 ? "&" : "")}{Signature("rwdlac")}";
        using var request = new HttpRequestMessage(method, address) { Content = content };
        request.Headers.Add("x-ms-version", ApiVersion);
        if (content is not null)
            request.Headers.Add("x-ms-blob-type", "BlockBlob");
        using var response = await _http.SendAsync(request, Token);
        response.IsSuccessStatusCode.Should().BeTrue(await response.Content.ReadAsStringAsync(Token));
    }

    // A shared access signature of the account, as Azure's documentation lays it down.
    private string Signature(string permissions)
    {
        var expiry = DateTime.UtcNow.AddHours(1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null);
        string[] fields = [Account, permissions, "b", "sco", "", expiry, "", "https,http", ApiVersion, "", ""];
        var signature = HMACSHA256.HashData(
            Convert.FromBase64String(_key),
            Encoding.UTF8.GetBytes(string.Join('\n', fields))
        );
        return $"sv={ApiVersion}&ss=b&srt=sco&sp={permissions}&se={Uri.EscapeDataString(expiry)}&spr=https,http"
            + $"&sig={Uri.EscapeDataString(Convert.ToBase64String(signature))}";
    }

    private static string Escape(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
}
