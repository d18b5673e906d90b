using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Gateway.Calling;
using Slipway.Gateway.Tests.TestKit;

namespace Slipway.Gateway.Tests.Calling;

public sealed class ModelCallerTests
{
    [Fact]
    public async Task Call_Model_IsAnsweredAndCounted()
    {
        var seen = "";
        await using var replica = await FakeReplica.StartAsync(
            "ner-4-1",
            async context =>
            {
                var request = context.Request;
                using var reader = new StreamReader(request.Body);
                seen = string.Join(
                    ' ',
                    request.Method,
                    request.Path,
                    request.ContentType,
                    request.Headers["x-request-timeout-ms"],
                    request.Headers["x-user"],
                    await reader.ReadToEndAsync()
                );
                context.Response.ContentType = "application/json";
                await context.Response.WriteAsync("""{"entities":[]}""");
            }
        );
        await using var gateway = await TestGateway.StartAsync(Tables.Service("ner", Tables.Revision(4, 1, replica)));

        var answer = await CallAsync(
            gateway,
            ModelCall.Typed("ner", "{}"u8.ToArray()) with
            {
                Timeout = TimeSpan.FromHours(1),
                Headers = [new("x-user", "ann")],
            }
        );

        seen.Should().MatchRegex(@"^POST /models/ner application/json 3[56]\d{5} ann \{\}$");
        (answer.Status, answer.ContentType, answer.Service, answer.Revision, answer.Failure)
            .Should()
            .Be((200, "application/json", "ner", 4, null));
        Encoding.UTF8.GetString(answer.Body.Span).Should().Be("""{"entities":[]}""");
        (await gateway.TrafficAsync("ner")).Revisions.Single().Requests.Should().Be(1);
    }

    [Fact]
    public async Task Call_ReplicaBreaks_OtherIsAsked()
    {
        await using var broken = await FakeReplica.StartAsync("ner-1-1", AbortAsync);
        await using var good = await FakeReplica.StartAsync("ner-1-2");
        await using var gateway = await TestGateway.StartAsync(
            Tables.Service("ner", Tables.Revision(1, 1, broken, good))
        );

        for (var i = 0; i < 20; i++)
        {
            (await CallAsync(gateway, ModelCall.Infer("ner", "{}"u8.ToArray()))).Status.Should().Be(200);
        }
    }

    [Fact]
    public async Task Call_NobodyAnswers_IsAnAnswerAllTheSame()
    {
        await using var broken = await FakeReplica.StartAsync("ner-1-1", AbortAsync);
        await using var gateway = await TestGateway.StartAsync(
            Tables.Service("ner", Tables.Revision(1, 1, broken)),
            Tables.Service("topic", Tables.Revision(1, 1))
        );

        (await CallAsync(gateway, ModelCall.Typed("nerd", default))).Status.Should().Be(404);
        (await CallAsync(gateway, ModelCall.Typed("topic", default))).Status.Should().Be(503);
        var answer = await CallAsync(gateway, ModelCall.Typed("ner", default));
        answer.Status.Should().Be(502);
        answer.Failure.Should().Contain("'ner-1-1'");
        Encoding.UTF8.GetString(answer.Body.Span).Should().StartWith("""{"error":"Replica""");
    }

    [Fact]
    public async Task Call_AnswerTooLarge_IsNotRead()
    {
        await using var replica = await FakeReplica.StartAsync("ner-1-1");
        await using var gateway = await TestGateway.StartAsync(Tables.Service("ner", Tables.Revision(1, 1, replica)));

        var answer = await CallAsync(gateway, ModelCall.Typed("ner", default) with { MaxAnswerBytes = 3 });

        answer.Status.Should().Be(413);
        (await gateway.TrafficAsync("ner")).Revisions.Single().InFlight.Should().Be(0);
    }

    [Fact]
    public async Task Call_TimeIsOver_ReplicaIsTold()
    {
        var told = new TaskCompletionSource();
        await using var replica = await FakeReplica.StartAsync("ner-1-1", context => HangAsync(context, told));
        await using var gateway = await TestGateway.StartAsync(Tables.Service("ner", Tables.Revision(1, 1, replica)));

        var answer = await CallAsync(
            gateway,
            ModelCall.Typed("ner", default) with
            {
                Timeout = TimeSpan.FromMilliseconds(100),
            }
        );

        answer.Status.Should().Be(504);
        await told.Task;
        (await gateway.TrafficAsync("ner")).Revisions.Single().Failures.Should().Be(0, "the caller was in a hurry");
    }

    [Fact]
    public async Task Call_GivenUp_Throws()
    {
        var told = new TaskCompletionSource();
        using var gone = new CancellationTokenSource();
        await using var replica = await FakeReplica.StartAsync(
            "ner-1-1",
            context =>
            {
                gone.Cancel();
                return HangAsync(context, told);
            }
        );
        await using var gateway = await TestGateway.StartAsync(Tables.Service("ner", Tables.Revision(1, 1, replica)));
        var caller = gateway.Services.GetRequiredService<IModelCaller>();

        var call = () => caller.CallAsync(ModelCall.Typed("ner", default), gone.Token);

        await call.Should().ThrowAsync<OperationCanceledException>();
        await told.Task;
        (await gateway.TrafficAsync("ner")).Revisions.Single().InFlight.Should().Be(0);
    }

    [Fact]
    public async Task Call_WithinATrace_TellsIt()
    {
        var parent = "";
        await using var replica = await FakeReplica.StartAsync(
            "ner-1-1",
            context =>
            {
                parent = context.Request.Headers.TraceParent.ToString();
                return Task.CompletedTask;
            }
        );
        await using var gateway = await TestGateway.StartAsync(Tables.Service("ner", Tables.Revision(1, 1, replica)));
        using var activity = new Activity("step").SetIdFormat(ActivityIdFormat.W3C).Start();

        await CallAsync(gateway, ModelCall.Typed("ner", default));

        parent.Should().Contain(activity.TraceId.ToHexString());
    }

    private static Task<ModelAnswer> CallAsync(TestGateway gateway, ModelCall call) =>
        gateway.Services.GetRequiredService<IModelCaller>().CallAsync(call, TestContext.Current.CancellationToken);

    private static Task AbortAsync(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }

    private static async Task HangAsync(HttpContext context, TaskCompletionSource told)
    {
        context.RequestAborted.Register(told.SetResult);
        await told.Task;
    }
}
