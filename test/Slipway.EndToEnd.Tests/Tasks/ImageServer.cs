using System.Text.Json;
using Slipway.EndToEnd.Tests.Hosting;
using Slipway.TestUtilities;

namespace Slipway.EndToEnd.Tests.Tasks;

/// <summary>A server of two models of pictures: one that says what colour a picture is, one that finds its middle.</summary>
public sealed class ImageServer : IAsyncLifetime
{
    private readonly TempFolder _repository = new();
    private ServerProcess _server = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public HttpClient Http { get; private set; } = null!;

    /// <summary>How much memory it has, in bytes.</summary>
    public long Memory
    {
        get
        {
            using var found = System.Diagnostics.Process.GetProcessById(_server.ProcessId);
            return found.WorkingSet64;
        }
    }

    public async ValueTask InitializeAsync()
    {
        _repository.Model("colours/1/model.onnx", TestModels.MeanColours());
        Write("colours", "ViTForImageClassification");
        _repository.Model("boxes/1/model.onnx", TestModels.MiddleBox());
        Write("boxes", "YolosForObjectDetection");
        _server = await ServerProcess.StartAsync(_repository.Path);
        Http = new HttpClient { BaseAddress = new Uri(_server.HttpUrl) };
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _server.DisposeAsync();
        _repository.Dispose();
    }

    /// <summary>The answer to a picture, which must be given.</summary>
    public async Task<JsonElement> PostAsync(string address, HttpContent content)
    {
        using (content)
        {
            using var response = await Http.PostAsync(address, content, Token);
            var body = await response.Content.ReadAsStringAsync(Token);
            response.IsSuccessStatusCode.Should().BeTrue(body);
            return JsonElement.Parse(body);
        }
    }

    private void Write(string model, string architecture)
    {
        _repository.Write(
            $"{model}/1/config.json",
            $$$"""{"architectures": ["{{{architecture}}}"], "id2label": {"0": "red", "1": "green", "2": "blue"}}"""
        );
        _repository.Write(
            $"{model}/1/preprocessor_config.json",
            """{"image_processor_type": "ViTImageProcessor", "size": 8, "resample": 2}"""
        );
    }
}
