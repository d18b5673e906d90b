using Google.Protobuf;
using Slipway.AspNetCore.Grpc.Streams;
using Slipway.Errors;
using Slipway.Tensors;
using static Slipway.AspNetCore.Tests.Grpc.GrpcTestServer;

namespace Slipway.AspNetCore.Tests.Grpc;

/// <summary>Alone, because the count of rented memory is the process's.</summary>
[Collection(nameof(GrpcMemoryCollection))]
public sealed class GrpcMemoryTests
{
    [Fact]
    public async Task Calls_HoweverTheyEnd_GiveTheirMemoryBack()
    {
        var before = TensorBuffer.RentedBytes;
        var calls = 0;
        var message = Request(new byte[100_000]).ToByteArray();
        await using (
            var server = await StartAsync(
                (request, ct) => ++calls % 2 == 0 ? throw ServingException.Unavailable("no") : Echo(request, ct)
            )
        )
        {
            foreach (
                var body in new[] { Frame(message), Frame(message), Frame(message)[..50_000], [.. Frame(message), 1] }
            )
            {
                using var response = await server.PostAsync(body);
                await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
            }
        }

        calls.Should().Be(2);
        TensorBuffer.RentedBytes.Should().Be(before);
    }

    [Fact]
    public async Task Streams_HoweverTheyEnd_GiveTheirMemoryBack()
    {
        var before = TensorBuffer.RentedBytes;
        var calls = 0;
        var message = Request(new byte[100_000]).ToByteArray();
        byte[] several = [.. Frame(message), .. Frame(message), .. Frame(message)];
        await using (
            var server = await StartAsync(
                (request, ct) =>
                    Interlocked.Increment(ref calls) % 2 == 0
                        ? throw ServingException.Unavailable("no")
                        : Echo(request, ct)
            )
        )
        {
            foreach (var body in new[] { several, several[..250_000], [.. several, 9, 9, 9, 9, 9] })
            {
                using var response = await server.PostAsync(GrpcModelStreamInferHandler.Path, body);
                await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
            }

            // The caller goes while an answer is on its way.
            using var client = new CancellationTokenSource();
            using var stream = server.Stream(client: client.Token);
            await stream.RequestStream.WriteAsync(Request(new byte[100_000]), client.Token);
            await stream.RequestStream.WriteAsync(Request(new byte[100_000]), client.Token);
            await stream.ResponseStream.MoveNext(client.Token);
            await client.CancelAsync();
        }

        calls.Should().BeGreaterThanOrEqualTo(8);
        TensorBuffer.RentedBytes.Should().Be(before);
    }
}

[CollectionDefinition(nameof(GrpcMemoryCollection), DisableParallelization = true)]
public sealed class GrpcMemoryCollection;
