namespace Slipway.Benchmarks.Reports;

/// <summary>The aims of the load matrix.</summary>
internal static class LoadGoals
{
    private const string Kestrel = "of bare Kestrel";
    private const string Triton = "× Triton";
    private const string Engine = "of the engine";

    /// <summary>Null for each that was not measured.</summary>
    public static IEnumerable<Goal?> Of(Results results)
    {
        return
        [
            OfKestrel("tiny", Names.Rest, 0.70),
            OfTriton("tiny", Names.Rest, 2.5),
            OfKestrel("tiny", Names.RestBinary, 0.70),
            OfTriton("tiny", Names.RestBinary, 2.4),
            OfKestrel("tiny", Names.Grpc, 0.55),
            OfTriton("tiny", Names.Grpc, 4),
            OfTriton("mlp", Names.Rest, 1.6),
            // 1.2 without batching; it is on here.
            OfTriton("mlp", Names.RestBinary, 1.6),
            OfTriton("mlp", Names.Grpc, 1.7),
            OfTriton("cnn", Names.Rest, 4),
            OfTriton("cnn", Names.RestBinary, 1.05),
            OfTriton("cnn", Names.Grpc, 1),
            .. Names.Protocols.Select(protocol => OfEngine("encoder", protocol)),
            .. Names.Protocols.Select(protocol => OfEngine("resnet18", protocol)),
            .. Names.Protocols.Select(AboveKestrel),
            BelowTriton(),
            .. Names.Protocols.Select(Allocated),
            .. Names.Protocols.Select(Batching),
            .. Names.Protocols.Select(Idle),
        ];

        Goal? OfKestrel(string model, string protocol, double limit)
        {
            var (ours, limits) = (Ours(model, protocol), results.Cell("cells", model, protocol, Names.Baseline));
            var hasErrors = ours?.Errors > 0 || limits?.Errors > 0;
            return Goal.AtLeast(
                What(model, protocol),
                limit,
                Kestrel,
                ours?.PerCpuSecond / limits?.PerCpuSecond,
                hasErrors
            );
        }

        Goal? OfTriton(string model, string protocol, double limit) =>
            Against(model, protocol, limit, Triton, Published.Triton(model, protocol));

        Goal? OfEngine(string model, string protocol) => Against(model, protocol, 0.95, Engine, results.Engine(model));

        Goal? Against(string model, string protocol, double limit, string of, double? other)
        {
            var ours = Ours(model, protocol);
            return Goal.AtLeast(What(model, protocol), limit, of, ours?.PerCpuSecond / other, ours?.Errors > 0);
        }

        Goal? AboveKestrel(string protocol)
        {
            var ours = results.Cell("single", "tiny", protocol, Names.Slipway);
            var limit = results.Cell("single", "tiny", protocol, Names.Baseline);
            var what = $"p50 of one connection, tiny, {Names.Of(protocol)}";
            return Goal.AtMost(what, 60, "above bare Kestrel", ours?.P50Us - limit?.P50Us, Figures.Latency);
        }

        Goal? BelowTriton() =>
            Goal.AtMost(
                "p50 of one connection, tiny, REST JSON",
                Published.TritonOneConnectionUs,
                "(Triton)",
                results.Cell("single", "tiny", Names.Rest, Names.Slipway)?.P50Us,
                Figures.Latency
            );

        Goal? Allocated(string protocol) =>
            Goal.AtMost(
                $"allocated bytes of a request, tiny, {Names.Of(protocol)}",
                1024,
                "beyond bare Kestrel",
                results.BytesPerRequest("tiny", protocol, Names.Slipway)
                    - results.BytesPerRequest("tiny", protocol, Names.Baseline),
                Figures.Whole
            );

        Goal? Batching(string protocol)
        {
            var ours = results.Cell("batching", "wide", protocol, "auto");
            var full = results.Engine("wide", results.LargestBatch("wide"));
            var what = $"wide with batching, {Names.Of(protocol)}";
            var ratio = ours?.PerCpuSecond / full;
            return Goal.AtLeast(what, 0.9, "of the engine with full batches", ratio, ours?.Errors > 0);
        }

        Goal? Idle(string protocol)
        {
            var (on, off) = (
                results.Cell("idle", "wide", protocol, "auto"),
                results.Cell("idle", "wide", protocol, "off")
            );
            var what = $"p50 of an idle server, wide, {Names.Of(protocol)}";
            return Goal.AtMost(what, 1.02, "of batching off", on?.P50Us / off?.P50Us, Figures.Ratio);
        }

        Cell? Ours(string model, string protocol) => results.Cell("cells", model, protocol, Names.Slipway);
    }

    private static string What(string model, string protocol) => $"{model}, {Names.Of(protocol)}";
}
