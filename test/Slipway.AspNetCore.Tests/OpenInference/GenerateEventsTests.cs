using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Slipway.AspNetCore.OpenInference;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Tensors;

namespace Slipway.AspNetCore.Tests.OpenInference;

/// <summary>Streams of several responses, which no model gives yet.</summary>
public sealed class GenerateEventsTests : IDisposable
{
    private readonly MemoryStream _body = new();
    private readonly DefaultHttpContext _context;

    public GenerateEventsTests()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        _context = new DefaultHttpContext { RequestServices = services.BuildServiceProvider() };
        _context.Features.Set<Microsoft.AspNetCore.Http.Features.IHttpResponseFeature>(new StartingResponse(_body));
        _context.Response.Body = _body;
    }

    public void Dispose() => _body.Dispose();

    [Fact]
    public async Task Write_SeveralResponses_AreAsManyEvents()
    {
        await WriteAsync(Responses(3, failure: null));
        _context.Response.ContentType.Should().Be("text/event-stream; charset=utf-8");
        Text()
            .Should()
            .Be(
                string.Concat(
                    Enumerable
                        .Range(0, 3)
                        .Select(i => $"data: {{\"model_name\":\"m\",\"model_version\":\"1\",\"y\":{i}}}\n\n")
                )
            );
    }

    [Fact]
    public async Task Write_FailureBehindTheFirstEvent_IsAnEvent()
    {
        await WriteAsync(Responses(1, ServingException.Internal("It broke \"there\".\nAll of it.")));
        Text().Should().EndWith("\n\ndata: {\"error\":\"It broke \\\"there\\\".\\nAll of it.\"}\n\n");
    }

    [Fact]
    public async Task Write_FailureBeforeTheFirstEvent_IsThrown()
    {
        await this.Invoking(test => test.WriteAsync(Responses(0, ServingException.Unavailable("Not now."))))
            .Should()
            .ThrowAsync<ServingException>();
        Text().Should().BeEmpty();
    }

    [Fact]
    public async Task Write_NoResponseAtAll_IsAnEmptyStream()
    {
        await WriteAsync(Responses(0, failure: null));
        _context.Response.ContentType.Should().Be("text/event-stream; charset=utf-8");
        Text().Should().BeEmpty();
    }

    private Task WriteAsync(IAsyncEnumerable<InferenceResponse> responses) =>
        GenerateEvents.WriteAsync(_context, new InferenceRequest { Model = new ModelSelector("m") }, responses);

    private string Text() => Encoding.UTF8.GetString(_body.ToArray());

    private static async IAsyncEnumerable<InferenceResponse> Responses(int count, Exception? failure)
    {
        for (var i = 0; i < count; i++)
        {
            await Task.Yield();
            var response = new InferenceResponse { ModelName = "m", ModelVersion = "1" };
            response.Outputs.Add(new NamedTensor("y", Tensor.From<int>([i], new TensorShape(1))));
            yield return response;
        }

        if (failure is not null)
            throw failure;
    }

    /// <summary>A response that has started once something is written, as a real one.</summary>
    private sealed class StartingResponse(MemoryStream body) : Microsoft.AspNetCore.Http.Features.HttpResponseFeature
    {
        public override bool HasStarted => body.Length > 0;
    }
}
