namespace Slipway.Benchmarks.Reports;

/// <summary>
/// Figures of other servers, which no run of ours measures: requests in a second of the server's CPU time at saturation,
/// one row each, the same models. They were measured once, on a machine of two cores with one ONNX Runtime 1.31.1 under all
/// of them, the server pinned to one core and the load to the other.
/// </summary>
internal static class Published
{
    public const string Where =
        "Other servers are not from this run: they were measured earlier, on a machine of two cores as well, with one ONNX "
        + "Runtime 1.31.1 under all of them, the server pinned to one core and the load to the other, at saturation.";

    /// <summary>Triton's p50 over REST with JSON, tiny model, one connection.</summary>
    public const double TritonOneConnectionUs = 280;

    private static readonly Dictionary<(string Model, string Protocol), double> TritonFigures = new()
    {
        [("tiny", Names.Rest)] = 10_700,
        [("tiny", Names.RestBinary)] = 9_700,
        [("tiny", Names.Grpc)] = 6_300,
        [("mlp", Names.Rest)] = 4_000,
        [("mlp", Names.RestBinary)] = 7_300,
        [("mlp", Names.Grpc)] = 5_300,
        [("cnn", Names.Rest)] = 40,
        [("cnn", Names.RestBinary)] = 652,
        [("cnn", Names.Grpc)] = 606,
        // 70 to 73, whatever the protocol.
        [("encoder", Names.Rest)] = 73,
        [("encoder", Names.RestBinary)] = 73,
        [("encoder", Names.Grpc)] = 73,
    };

    /// <summary>REST with JSON where nothing else is said; tiny, mlp, cnn and encoder.</summary>
    public static IReadOnlyList<(string Server, string[] Figures)> Others { get; } =
    [
        ("Triton, JSON", ["10,700", "4,000", "40", "70–73"]),
        ("Triton, binary", ["9,700", "7,300", "652", "70–73"]),
        ("Triton, gRPC", ["6,300", "5,300", "606", "70–73"]),
        ("onnxruntime-server (C++)", ["4,400", "1,700", "14", "67"]),
        ("Node and ONNX Runtime", ["5,200", "2,400", "34", "58–65"]),
        ("FastAPI and ONNX Runtime", ["3,800", "2,400", "26", "58–65"]),
        ("MLServer", ["1,300", "800", "24", "58–65"]),
        ("KServe's SDK", ["1,200", "400", "5", "58–65"]),
        ("LitServe", ["800", "400", "13", "58–65"]),
        ("a plain ASP.NET Core endpoint, JSON", ["12,800", "2,700", "18", "56–65"]),
        ("the same, raw body", ["26,900", "7,700", "494", "56–65"]),
        ("the same, Grpc.AspNetCore", ["20,200", "8,900", "213", "56–65"]),
    ];

    /// <summary>Null where there is none.</summary>
    public static double? Triton(string model, string protocol) =>
        TritonFigures.TryGetValue((model, protocol), out var figure) ? figure : null;
}
