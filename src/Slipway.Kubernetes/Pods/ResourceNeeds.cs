using System.Globalization;
using k8s.Models;
using Slipway.Deployment.Manifest;
using Slipway.Errors;

namespace Slipway.Kubernetes.Pods;

/// <summary>
/// What a pod asks for and may use. What the manifest says is both. Memory that it does not say is reckoned from the size of the model: on
/// Linux x64 the ahead-of-time server peaked, while it loaded one ONNX model, at 92 MB and 1.6 to 2.7 times the model (bench/peak; the most for
/// convolutions, whose weights are laid out anew). The limit is twice what is asked for, for the tensors of requests.
/// </summary>
/// <param name="Requirements">For the container.</param>
/// <param name="From">Where each figure is from, in words.</param>
internal sealed record ResourceNeeds(V1ResourceRequirements Requirements, string From)
{
    private const string Cpu = "cpu";
    private const string Memory = "memory";
    private const string Gpu = "nvidia.com/gpu";

    private const long Mebi = 1 << 20;
    private const long ServerBytes = 96 * Mebi;
    private const double ModelFactor = 2.75;
    private const long Step = 16 * Mebi;
    private const int LimitFactor = 2;

    // What nobody has said: enough to be placed with some care, and for a share of processors to be reckoned of.
    private const string DefaultCpu = "250m";
    private const string DefaultMemory = "256Mi";

    /// <param name="resources">As the manifest has it.</param>
    /// <param name="modelBytes">The size of an ONNX model; null where nothing is known.</param>
    public static ResourceNeeds Of(ResourcesConfig? resources, long? modelBytes)
    {
        var (requests, limits) = (Quantities(), Quantities());
        List<string> from = [];
        if (resources?.Cpu is { } cpus)
        {
            (requests[Cpu], limits[Cpu]) = (Quantity(cpus), Quantity(cpus));
            from.Add("cpu: the manifest");
        }
        else
        {
            requests[Cpu] = new ResourceQuantity(DefaultCpu);
            from.Add("cpu: a default, no limit");
        }

        if (resources?.Memory is { } text)
        {
            (requests[Memory], limits[Memory]) = (Bytes(MemorySize.Parse(text)), Bytes(MemorySize.Parse(text)));
            from.Add("memory: the manifest");
        }
        else if (modelBytes is { } size)
        {
            var needed = Needed(size);
            (requests[Memory], limits[Memory]) = (Bytes(needed), Bytes(needed * LimitFactor));
            from.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"memory: {ServerBytes / Mebi}Mi for the server and {ModelFactor} times the model's {size} bytes, as measured while loading; the limit is {LimitFactor} times that"
                )
            );
        }
        else
        {
            requests[Memory] = new ResourceQuantity(DefaultMemory);
            from.Add("memory: a default, no limit, since the size of what it loads is not known here");
        }

        if (resources?.Gpu is { } gpus)
        {
            // Kubernetes takes the request from the limit, which must be the same.
            limits[Gpu] = new ResourceQuantity(gpus.ToString(CultureInfo.InvariantCulture));
            from.Add("gpu: the manifest");
        }

        return new ResourceNeeds(
            new V1ResourceRequirements { Requests = requests, Limits = limits.Count > 0 ? limits : null },
            string.Join("; ", from)
        );
    }

    /// <summary>What is wrong with memory that the manifest gives an ONNX model; null for nothing.</summary>
    public static string? TooLittle(ResourcesConfig? resources, long? modelBytes)
    {
        if (resources?.Memory is not { } text || modelBytes is not { } size)
            return null;
        var needed = Needed(size);
        return MemorySize.Parse(text) >= needed
            ? null
            : $"resources.memory is {text}, and loading the model takes about {needed / Mebi} MiB: pods may be killed while they start.";
    }

    /// <summary>What loading an ONNX model takes.</summary>
    public static ResourceQuantity ToLoad(long modelBytes) => Bytes(Needed(modelBytes));

    /// <summary>With what is not said of processors and memory, where the size of the model is known; else as it is.</summary>
    public static V1ResourceRequirements? Fill(V1ResourceRequirements? said, long? modelBytes)
    {
        if (modelBytes is null)
            return said;
        var reckoned = Of(null, modelBytes).Requirements;
        return new V1ResourceRequirements
        {
            Claims = said?.Claims,
            Requests = Filled(said?.Requests, reckoned.Requests),
            Limits = Filled(said?.Limits, reckoned.Limits),
        };

        // What is said of one of the two is meant for both.
        IDictionary<string, ResourceQuantity>? Filled(
            IDictionary<string, ResourceQuantity>? own,
            IDictionary<string, ResourceQuantity>? besides
        )
        {
            var all = Quantities();
            foreach (var (name, value) in own ?? all)
            {
                all[name] = value;
            }

            foreach (var (name, value) in besides ?? Quantities())
            {
                if (said?.Requests?.ContainsKey(name) is not true && said?.Limits?.ContainsKey(name) is not true)
                    all[name] = value;
            }

            return all.Count > 0 ? all : null;
        }
    }

    private static long Needed(long modelBytes) => RoundUp(ServerBytes + (long)(modelBytes * ModelFactor));

    private static long RoundUp(long bytes) => (bytes + Step - 1) / Step * Step;

    private static ResourceQuantity Quantity(double cpus)
    {
        // Kubernetes reckons in thousandths.
        var thousandths = (long)Math.Max(1, Math.Ceiling(cpus * 1000));
        return new ResourceQuantity(
            thousandths % 1000 == 0
                ? (thousandths / 1000).ToString(CultureInfo.InvariantCulture)
                : thousandths.ToString(CultureInfo.InvariantCulture) + "m"
        );
    }

    /// <summary>In the largest unit that needs no fraction.</summary>
    public static ResourceQuantity Bytes(long bytes)
    {
        (string Suffix, long Size)[] units = [("Gi", 1L << 30), ("Mi", Mebi), ("Ki", 1 << 10)];
        var unit = units.FirstOrDefault(each => bytes % each.Size == 0, ("", 1));
        return new ResourceQuantity((bytes / unit.Item2).ToString(CultureInfo.InvariantCulture) + unit.Item1);
    }

    private static SortedDictionary<string, ResourceQuantity> Quantities() => new(StringComparer.Ordinal);
}
