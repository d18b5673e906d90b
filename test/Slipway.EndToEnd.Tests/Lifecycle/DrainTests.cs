using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Slipway.EndToEnd.Tests.Hosting;
using Slipway.Protocols.OpenInference.Grpc.Proto;

namespace Slipway.EndToEnd.Tests.Lifecycle;

/// <summary>
/// SIGTERM under load: whatever the server has accepted is answered. The server counts the requests that it begins, the
/// clients those whose answer has arrived whole, and the two are equal. A request that the server never began (its
/// connection refused, or reset in the kernel's backlog when the listener closed) was not accepted.
/// </summary>
public sealed partial class DrainTests
{
    private const string Body =
        """{"inputs":[{"name":"measurements","shape":[1,4],"datatype":"FP32","data":[5.1,3.5,1.4,0.2]}]}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Terminate_UnderLoad_FailsNothingAcceptedAndExitsZero()
    {
        await using var server = await ServerProcess.StartAsync(Checkout.Sample("iris"));
        var load = new Load();
        var clients = Enumerable
            .Range(0, 4)
            .Select(_ => RestAsync(server.HttpUrl, load))
            .Concat(Enumerable.Range(0, 4).Select(_ => GrpcAsync(server.GrpcUrl, load)))
            .ToList();
        await load.Answered(2000).WaitAsync(TimeSpan.FromSeconds(60), Token);

        server.Terminate();
        (await server.WaitForExitAsync()).Should().Be(0, server.Output);
        await Task.WhenAll(clients).WaitAsync(TimeSpan.FromSeconds(60), Token);
        var stopped = Stopped().Match(server.Output);
        stopped.Success.Should().BeTrue(server.Output);
        var begun = int.Parse(stopped.Groups["requests"].Value, null);
        load.Answers.Should().Be(begun, string.Join('\n', load.Failures));
        server.Output.Should().Contain("not ready any more");
    }

    [Fact]
    public async Task Terminate_Idle_ExitsZeroAndSaysSo()
    {
        await using var server = await ServerProcess.StartAsync(Checkout.Sample("iris"));
        server.Terminate();
        (await server.WaitForExitAsync()).Should().Be(0, server.Output);
    }

    [Fact]
    public async Task Terminate_WhileItsHealthIsWatched_EndsTheWatch()
    {
        await using var server = await ServerProcess.StartAsync(Checkout.Sample("iris"));
        using var channel = GrpcChannel.ForAddress(server.GrpcUrl);
        using var watch = new Health.HealthClient(channel).Watch(new HealthCheckRequest(), cancellationToken: Token);
        (await watch.ResponseStream.MoveNext(Token)).Should().BeTrue();

        var terminated = Stopwatch.GetTimestamp();
        server.Terminate();
        (await server.WaitForExitAsync()).Should().Be(0, server.Output);
        Stopwatch.GetElapsedTime(terminated).Should().BeLessThan(TimeSpan.FromSeconds(20));
        var end = async () =>
        {
            while (await watch.ResponseStream.MoveNext(Token))
            {
                watch.ResponseStream.Current.Status.Should().NotBe(HealthCheckResponse.Types.ServingStatus.Serving);
            }
        };
        (await end.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.Unavailable);
    }

    [Fact]
    public async Task Terminate_WhileAStreamIsIdle_EndsTheStream()
    {
        await using var server = await ServerProcess.StartAsync(Checkout.Sample("iris"));
        using var channel = GrpcChannel.ForAddress(server.GrpcUrl);
        var client = new GRPCInferenceService.GRPCInferenceServiceClient(channel);
        using var stream = client.ModelStreamInfer(cancellationToken: Token);
        await stream.RequestStream.WriteAsync(new ModelInferRequest { ModelName = "nope" }, Token);
        (await stream.ResponseStream.MoveNext(Token)).Should().BeTrue();

        var end = stream.ResponseStream.MoveNext(Token);

        var terminated = Stopwatch.GetTimestamp();
        server.Terminate();
        (await server.WaitForExitAsync()).Should().Be(0, server.Output);
        Stopwatch.GetElapsedTime(terminated).Should().BeLessThan(TimeSpan.FromSeconds(20));
        var ended = () => end;
        var status = (await ended.Should().ThrowAsync<RpcException>()).Which.Status;
        status.StatusCode.Should().Be(StatusCode.Unavailable, status.ToString());
    }

    [Fact]
    public async Task Terminate_WithADrainDelay_IsNotReadyButStillAnswers()
    {
        await using var server = await ServerProcess.StartAsync(Checkout.Sample("iris"), "--drain-seconds", "5");
        using var http = new HttpClient();
        server.Terminate();
        HttpStatusCode ready;
        do
        {
            using var response = await http.GetAsync($"{server.HttpUrl}/v2/health/ready", Token);
            ready = response.StatusCode;
        } while (ready == HttpStatusCode.OK);

        ready.Should().Be(HttpStatusCode.ServiceUnavailable);
        using var content = new StringContent(Body);
        using var answer = await http.PostAsync($"{server.HttpUrl}/v2/models/iris/infer", content, Token);
        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        answer.Headers.ConnectionClose.Should().BeTrue();
        using var live = await http.GetAsync($"{server.HttpUrl}/v2/health/live", Token);
        live.StatusCode.Should().Be(HttpStatusCode.OK);
        (await server.WaitForExitAsync()).Should().Be(0, server.Output);
    }

    [GeneratedRegex("Stopped after (?<requests>[0-9]+) requests", RegexOptions.NonBacktracking)]
    private static partial Regex Stopped();

    private static async Task RestAsync(string url, Load load)
    {
        using var handler = Load.Handler();
        using var http = new HttpClient(handler);
        while (true)
        {
            try
            {
                using var content = new StringContent(Body);
                using var response = await http.PostAsync($"{url}/v2/models/iris/infer", content, Token);
                if (response.StatusCode == HttpStatusCode.OK)
                    load.Succeeded();
                else
                    load.Failed($"REST {(int)response.StatusCode}");
            }
            catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConnectionError)
            {
                return;
            }
            catch (HttpRequestException e)
            {
                load.Failed($"REST {e.HttpRequestError}: {e.Message} {e.InnerException?.Message}");
                return;
            }
        }
    }

    private static async Task GrpcAsync(string url, Load load)
    {
        using var handler = Load.Handler();
        using var channel = GrpcChannel.ForAddress(url, new GrpcChannelOptions { HttpHandler = handler });
        var client = new GRPCInferenceService.GRPCInferenceServiceClient(channel);
        var request = new ModelInferRequest { ModelName = "iris" };
        var input = new ModelInferRequest.Types.InferInputTensor { Name = "measurements", Datatype = "FP32" };
        input.Shape.Add([1, 4]);
        input.Contents = new InferTensorContents { Fp32Contents = { 5.1f, 3.5f, 1.4f, 0.2f } };
        request.Inputs.Add(input);
        while (true)
        {
            try
            {
                await client.ModelInferAsync(request, cancellationToken: Token);
                load.Succeeded();
            }
            catch (RpcException e)
                when (e.Status.DebugException
                        is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError }
                )
            {
                return;
            }
            catch (RpcException e)
            {
                load.Failed($"gRPC {e.Status}");
                return;
            }
        }
    }

    private sealed class Load
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly List<string> _failures = [];
        private int _answered;
        private int _wanted = int.MaxValue;

        public IReadOnlyList<string> Failures
        {
            get
            {
                lock (_failures)
                {
                    return [.. _failures];
                }
            }
        }

        public int Answers => Volatile.Read(ref _answered);

        /// <summary>One connection at a time that lives on, as real clients have; nothing is sent twice.</summary>
        public static SocketsHttpHandler Handler() => new() { MaxConnectionsPerServer = 1 };

        public Task Answered(int count)
        {
            Volatile.Write(ref _wanted, count);
            return _reached.Task;
        }

        public void Succeeded()
        {
            if (Interlocked.Increment(ref _answered) >= Volatile.Read(ref _wanted))
                _reached.TrySetResult();
        }

        public void Failed(string what)
        {
            lock (_failures)
            {
                _failures.Add(what);
            }
        }
    }
}
