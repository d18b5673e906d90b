using PureHDF;
using Slipway.Importers.Keras.Weights;

namespace Slipway.Importers.Keras.Reading;

/// <summary>
/// The HDF5 files of Keras 2 and 3: attributes with the configuration, a group <c>model_weights</c> with a group for each
/// layer, whose attribute <c>weight_names</c> gives the order.
/// </summary>
internal static class LegacyFile
{
    private const string WeightsGroup = "model_weights";

    public static KerasFile Open(FileStream file)
    {
        var hdf = Hdf5.Open(file);
        try
        {
            var text =
                hdf.Text(hdf.Root, "model_config")
                ?? throw new ImportException(
                    ImportReasons.Corrupt,
                    $"'{Path.GetFileName(file.Name)}' holds weights only, not the model they belong to: save the whole "
                        + "model with model.save(), not with model.save_weights()."
                );
            var config = ConfigJson.Parse(text, "the attribute 'model_config'");
            var group = Group(hdf.Root, WeightsGroup) ?? throw Corrupt.File($"there is no group '{WeightsGroup}'.");
            var version = hdf.Text(hdf.Root, "keras_version") ?? hdf.Text(group, "keras_version");
            var isFirst = FirstKeras.Wrote(version);
            if (isFirst)
                config = FirstKeras.Upgrade(config);
            var backend = hdf.Text(hdf.Root, "backend") ?? hdf.Text(group, "backend");
            var layers = new Dictionary<string, IReadOnlyList<LegacyWeight>>();
            foreach (var name in Names(hdf, group, "layer_names"))
            {
                layers[name] = Group(group, name) is { } layer ? Weights(hdf, layer, name, isFirst) : [];
            }

            return new KerasFile(config, version, new LegacyModel(hdf, layers))
            {
                Source = hdf,
                Kernels = new KernelForm(isFirst, backend == "theano"),
            };
        }
        catch
        {
            hdf.Dispose();
            throw;
        }
    }

    private static List<LegacyWeight> Weights(Hdf5 hdf, IH5Group layer, string name, bool isFirst) =>
        [
            .. Names(hdf, layer, "weight_names")
                .Select(path => new LegacyWeight(
                    isFirst && !path.Contains('/', StringComparison.Ordinal)
                        ? FirstNames.Split(Bare(path))
                        : [.. path.Split('/').Select(Bare)],
                    Corrupt.Guard($"the weight '{path}' of layer '{name}'", () => layer.Dataset(path))
                )),
        ];

    // TensorFlow's variables are called "kernel:0".
    private static string Bare(string segment) =>
        segment.IndexOf(':', StringComparison.Ordinal) is var colon and > 0 ? segment[..colon] : segment;

    private static IH5Group? Group(IH5Group parent, string name) =>
        Corrupt.Guard($"the group '{name}'", () => parent.LinkExists(name) ? parent.Group(name) : null);

    // Lists too long for one attribute go on in others: layer_names0, layer_names1, …
    private static List<string> Names(Hdf5 hdf, IH5Group group, string attribute)
    {
        if (hdf.Strings(group, attribute) is { } whole)
            return [.. whole];
        var names = new List<string>();
        for (var i = 0; hdf.Strings(group, $"{attribute}{i}") is { } part; i++)
        {
            names.AddRange(part);
        }

        return names;
    }
}
