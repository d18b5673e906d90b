using System.Net;
using System.Runtime.CompilerServices;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Slipway.AspNetCore.Grpc;
using Slipway.AspNetCore.Grpc.Streams;
using Slipway.Inference;
using Slipway.Protocols.OpenInference.Grpc;
using Slipway.Protocols.OpenInference.Grpc.Proto;

namespace Slipway.AspNetCore.Tests.Grpc;

/// <summary>Kestrel on a free loopback port with the handlers of inference on it, and clients for it.</summary>
internal sealed class GrpcTestServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly GrpcChannel _channel;
    private readonly GRPCInferenceService.GRPCInferenceServiceClient _client;
    private readonly CancellationTokenSource _stopping;

    private GrpcTestServer(WebApplication app, CancellationTokenSource stopping)
    {
        _app = app;
        _stopping = stopping;
        Address = new Uri(app.Urls.Single());
        _channel = GrpcChannel.ForAddress(Address, new GrpcChannelOptions { MaxReceiveMessageSize = null });
        _client = new GRPCInferenceService.GRPCInferenceServiceClient(_channel);
        Http = new HttpClient
        {
            BaseAddress = Address,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
    }

    public Uri Address { get; }

    public HttpClient Http { get; }

    public static async Task<GrpcTestServer> StartAsync(
        Func<InferenceRequest, CancellationToken, ValueTask<InferenceResponse>> infer,
        GrpcDecoderLimits? limits = null,
        TimeProvider? time = null,
        InferStreamed? many = null
    )
    {
        time ??= TimeProvider.System;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(options =>
            options.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2)
        );
        builder.Services.AddRoutingCore();
        var app = builder.Build();
        var handler = new GrpcModelInferHandler(
            infer,
            plane: null,
            limits ?? GrpcDecoderLimits.Default,
            time,
            app.Logger
        );
        app.MapPost(GrpcModelInferHandler.Path, (Microsoft.AspNetCore.Http.RequestDelegate)handler.HandleAsync);
        var stopping = new CancellationTokenSource();
        var streams = new GrpcModelStreamInferHandler(
            many ?? Once,
            limits ?? GrpcDecoderLimits.Default,
            time,
            app.Logger,
            stopping.Token
        );
        app.MapPost(GrpcModelStreamInferHandler.Path, (Microsoft.AspNetCore.Http.RequestDelegate)streams.HandleAsync);
        await app.StartAsync();
        return new GrpcTestServer(app, stopping);

        async IAsyncEnumerable<InferenceResponse> Once(
            InferenceRequest request,
            Task turn,
            [EnumeratorCancellation] CancellationToken ct
        )
        {
            yield return await infer(request, ct);
        }
    }

    /// <summary>Answers with the inputs as outputs; the tensors change hands.</summary>
    public static ValueTask<InferenceResponse> Echo(InferenceRequest request, CancellationToken ct)
    {
        var response = new InferenceResponse
        {
            ModelName = request.Model.Name,
            ModelVersion = "1",
            Id = request.Id,
        };
        response.Outputs.AddRange(request.Inputs);
        request.Inputs.Clear();
        return ValueTask.FromResult(response);
    }

    public static ModelInferRequest Request(byte[] content)
    {
        var input = new ModelInferRequest.Types.InferInputTensor { Name = "x", Datatype = "UINT8" };
        input.Shape.Add(content.Length);
        return new ModelInferRequest
        {
            ModelName = "echo",
            Id = "42",
            Inputs = { input },
            RawInputContents = { ByteString.CopyFrom(content) },
        };
    }

    /// <summary>A message behind its prefix.</summary>
    public static byte[] Frame(byte[] message, byte flag = 0) =>
        [
            flag,
            (byte)(message.Length >> 24),
            (byte)(message.Length >> 16),
            (byte)(message.Length >> 8),
            (byte)message.Length,
            .. message,
        ];

    /// <summary>Calls with the generated client.</summary>
    public async Task<ModelInferResponse> CallAsync(
        ModelInferRequest request,
        Metadata? headers = null,
        DateTime? deadline = null,
        CancellationTokenSource? client = null
    )
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(
            client?.Token ?? CancellationToken.None,
            TestContext.Current.CancellationToken
        );
        return await _client.ModelInferAsync(request, headers, deadline, ends.Token);
    }

    /// <summary>Opens a stream with the generated client.</summary>
    public AsyncDuplexStreamingCall<ModelInferRequest, ModelStreamInferResponse> Stream(
        Metadata? headers = null,
        DateTime? deadline = null,
        CancellationToken? client = null
    ) => _client.ModelStreamInfer(headers, deadline, client ?? TestContext.Current.CancellationToken);

    /// <summary>Lets streams end as they do when the server stops.</summary>
    public Task EndStreamsAsync() => _stopping.CancelAsync();

    /// <summary>Posts a body as it is.</summary>
    public Task<HttpResponseMessage> PostAsync(
        byte[] body,
        string contentType = "application/grpc",
        params (string Name, string Value)[] headers
    ) => PostAsync(GrpcModelInferHandler.Path, body, contentType, headers);

    /// <inheritdoc cref="PostAsync(byte[], string, ValueTuple{string, string}[])"/>
    public async Task<HttpResponseMessage> PostAsync(
        string path,
        byte[] body,
        string contentType = "application/grpc",
        params (string Name, string Value)[] headers
    )
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body),
        };
        message.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        foreach (var (name, value) in headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        return await Http.SendAsync(message, TestContext.Current.CancellationToken);
    }

    public static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : null;

    public static string? Trailer(HttpResponseMessage response, string name) =>
        response.TrailingHeaders.TryGetValues(name, out var values) ? string.Join(',', values) : null;

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        _channel.Dispose();
        await _app.DisposeAsync();
        _stopping.Dispose();
    }
}
