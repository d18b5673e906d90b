using Microsoft.Extensions.Time.Testing;
using Slipway.Deployment.Fleet;
using Slipway.Errors;
using Slipway.Gateway.Console.Logs;
using Slipway.Gateway.Tests.TestKit;

namespace Slipway.Gateway.Tests.Console.Logs;

public sealed class LogBookTests
{
    private readonly FakeTimeProvider _time = new(Fleets.Begin);

    [Fact]
    public async Task Run_ManyLines_KeepsTheLast()
    {
        var fleet = new FakeFleet();
        fleet.Logs.AddRange(Enumerable.Range(1, LogBook.Most + 500).Select(number => Line($"{number}")));
        var book = new LogBook(fleet, ["ner"], _time);
        using var end = new CancellationTokenSource();

        var run = book.RunAsync(end.Token);

        book.Lines.Should().HaveCount(LogBook.Most);
        book.Lines[^1].Line.Text.Should().Be($"{LogBook.Most + 500}");
        book.Lines.Select(line => line.Number).Should().BeInAscendingOrder();
        await EndAsync(run, end);
    }

    [Fact]
    public async Task Run_SupervisorThatRefuses_SaysWhyAndAsksAgain()
    {
        var fleet = new FakeFleet
        {
            LogRefusal = new ServingException(ServingErrorCode.Unavailable, "Nobody answers."),
        };
        fleet.Logs.Add(Line("there"));
        var book = new LogBook(fleet, [], _time);
        using var end = new CancellationTokenSource();

        var run = book.RunAsync(end.Token);
        book.Problem.Should().Be("Nobody answers.");
        fleet.LogRefusal = null;
        await Eventually.BecomesAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(2));
            return book.Lines.Count == 1;
        });

        book.Problem.Should().BeNull();
        await EndAsync(run, end);
    }

    private static LogLine Line(string text) =>
        new()
        {
            At = Fleets.Begin,
            Replica = "ner-1-1",
            Text = text,
        };

    private static async Task EndAsync(Task run, CancellationTokenSource end)
    {
        await end.CancelAsync();
        await run.Awaiting(task => task).Should().ThrowAsync<OperationCanceledException>();
    }
}
