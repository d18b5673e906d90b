using System.Globalization;
using System.Text;
using Slipway.Deployment.Manifest;

namespace Slipway.Simulation;

/// <summary>docs/reports/rollout-simulation.md.</summary>
internal static class SimulationReport
{
    private static readonly RolloutStrategy[] Strategies =
    [
        RolloutStrategy.AllAtOnce,
        RolloutStrategy.Canary,
        RolloutStrategy.BlueGreen,
        RolloutStrategy.Shadow,
    ];

    public static string Write(int releases)
    {
        var promised = Cells(true, releases);
        var others = Cells(false, releases);
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"""
            # Simulated releases

            Written by `dotnet run -c Release --project bench/Slipway.Simulation -- --releases {releases} --output FILE`; do not edit.

            {releases} releases of each kind by each strategy, with the policy that the supervisor uses, its defaults
            ([releases](../guides/releases.md)), and a clock and traffic that are simulated. Where a row says nothing else there are
            50 requests/s, by chance (Poisson). The old revision fails 0.2 % of them; its latencies are log-normal around 20 ms, one in
            twenty over 47 ms, one in fifty longer by a heavy tail. The candidate is the same but for what its kind says. The policy is
            asked each second. Where answers are compared, 0.5 % of pairs differ even if both revisions are as good. All-at-once and
            blue-green are held against the old revision's last five minutes.

            *Wrong*: a good candidate rolled back, or a bad one promoted. *Paused*: no verdict within 30 minutes at a step; a person
            decides. *Requests*: what the candidate had answered at the verdict, copies included, the median. *Seconds*: from its first
            request to the verdict. *Suffered*: callers' requests that a bad candidate failed, answered wrongly, or answered late, the
            mean.

            ## What is promised: under 5 % wrong


            """
        );
        Table(text, promised);
        text.Append(
            CultureInfo.InvariantCulture,
            $"""

            The worst row: {promised.Max(cell => cell.Wrong + cell.Paused)} of {releases} wrong or paused.

            ## What is harder


            """
        );
        Table(text, others);
        text.Append(
            """

            - *Both fail 5 % for 30 s*: something else is broken for half a minute. Canary and shadow compare the same time and are not
              misled; all-at-once and blue-green compare with the time before, and blame the candidate.
            - *Failures in runs of ten*: the tests take requests to be independent of each other. Where failures come together, they
              err more often than they say.
            - *5 requests/s*: a canary's first step of 5 % is then a request every four seconds, and takes its time.
            - *Dies every 20 s or so*: the supervisor's verdict of a crash loop is taken to come with the third end. One that then lives
              for a whole step's time gets through.

            """
        );
        return text.ToString().ReplaceLineEndings("\n");
    }

    private static List<Cell> Cells(bool promised, int releases) =>
        [
            .. Scenario
                .All.Where(scenario => scenario.Promised == promised)
                .SelectMany(scenario => Strategies.Select(strategy => Cell.Run(scenario, strategy, releases))),
        ];

    private static void Table(StringBuilder text, List<Cell> cells)
    {
        text.Append(
            "| candidate | should be | strategy | right | wrong | paused | requests | seconds, median | p95 | suffered |\n"
        );
        text.Append("| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n");
        foreach (var cell in cells)
        {
            var first = cell.Strategy == Strategies[0];
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {(first ? cell.Scenario.Name : "")} "
                    + $"| {(!first ? "" : cell.Scenario.Good ? "promoted" : "rolled back")} "
                    + $"| {Name(cell.Strategy)} | {cell.Right} | {Strong(cell.Wrong)} | {Strong(cell.Paused)} "
                    + $"| {cell.Quantile(0.5, outcome => outcome.Requests):N0} "
                    + $"| {cell.Quantile(0.5, outcome => outcome.Seconds):N0} | {cell.Quantile(0.95, outcome => outcome.Seconds):N0} "
                    + $"| {(cell.Scenario.Good ? "" : Mean(cell))} |\n"
            );
        }
    }

    private static string Mean(Cell cell) =>
        cell.Outcomes.Average(outcome => outcome.Suffered).ToString("N1", CultureInfo.InvariantCulture);

    private static string Strong(int count) => count == 0 ? "0" : $"**{count}**";

    private static string Name(RolloutStrategy strategy) =>
        strategy switch
        {
            RolloutStrategy.AllAtOnce => "all-at-once",
            RolloutStrategy.BlueGreen => "blue-green",
            RolloutStrategy.Canary => "canary",
            _ => "shadow",
        };
}
