using k8s.Models;
using Slipway.Kubernetes.Resources;

namespace Slipway.Kubernetes.Conversion;

/// <summary>What of a predictor is the model and the container that serves it.</summary>
internal static class ModelContainer
{
    private const string CustomName = "kserve-container";
    private const int Port = 8080;

    // Nobody's: what is not replaced fails at once, by name.
    private const string Missing = "replace.invalid";

    /// <summary>Of a model with a format: <c>predictor.model</c>, or a field of its framework.</summary>
    public static void OfModel(Fields model, string? format, string name, ModelServiceSpec spec)
    {
        var told = model.Object("modelFormat");
        format ??= told.Text("name");
        told.Take("name");
        told.Take("version");
        if (format is null)
            model.Note($"{model.Path}.modelFormat is missing; the server tells by the files what a model is.");
        else if (ModelFormats.Remark(format) is { } remark)
            model.Note($"{model.Path}: {remark}");
        Source(model, name, spec);
        // All protocols are served at once, by one server.
        model.Take("protocolVersion");
        model.Take("runtimeVersion");
        model.Take("name");
        if (model.Text("runtime") is { } runtime && !runtime.StartsWith("kserve-", StringComparison.Ordinal))
            model.Note($"{model.Path}.runtime '{runtime}' is not needed: Slipway's server computes the model itself.");
        model.Drop("image", "the server's image is the operator's, or 'spec.model.serverImage'.");
        model.Drop(
            "command",
            "what the server runs is Slipway's; settings of the model server are in 'spec.server' and in the model's model.yaml."
        );
        model.Drop(
            "args",
            "arguments of another server were left out; settings are in 'spec.server' and in the model's model.yaml."
        );
        Common(model, spec);
        model.Rest();
    }

    /// <summary>Of a predictor with containers of its own.</summary>
    public static void OfContainers(IReadOnlyList<Fields> containers, ModelServiceSpec spec)
    {
        var own = containers.FirstOrDefault(each => each.Text("name") == CustomName) ?? containers[0];
        foreach (var other in containers.Where(each => each != own))
        {
            other.Note(
                $"{other.Path}: a pod of a ModelService has one container; '{other.Text("name")}' was left out."
            );
        }

        spec.Image = own.Text("image");
        own.Take("name");
        spec.ImagePullPolicy = own.Text("imagePullPolicy");
        spec.Arguments = own.As<List<string>>("args");
        own.Drop("command", "the image's own program is run; put the command into the image.");
        foreach (
            var port in own.Objects("ports").Where(each => each.Number("containerPort") is { } number && number != Port)
        )
        {
            port.Note($"{port.Path}: the pod is asked on port {Port} (SLIPWAY_HTTP_PORT), and on 8081 for gRPC.");
        }

        Common(own, spec);
        if (spec.Env?.FirstOrDefault(each => each.Name == "STORAGE_URI") is { } storage)
        {
            V1EnvVar[] others = [.. spec.Env.Where(each => each != storage)];
            spec.Env = others.Length > 0 ? others : null;
            own.Note(
                $"{own.Path}.env STORAGE_URI: nothing is downloaded to /mnt/models; let the image have the model ({storage.Value})."
            );
        }

        own.Note(
            $"{own.Path}: the image has to answer /v2/health/live and /v2/health/ready on port {Port}, as KServe's Python servers do."
        );
        own.Rest();
    }

    private static void Common(Fields container, ModelServiceSpec spec)
    {
        spec.Resources = container.As<V1ResourceRequirements>("resources");
        spec.Env = container.As<List<V1EnvVar>>("env");
        foreach (var probe in (string[])["livenessProbe", "readinessProbe", "startupProbe"])
        {
            container.Drop(probe, "probes are the operator's, by 'spec.health'.");
        }

        container.Drop("securityContext", "pods are as closed as the level \"restricted\" asks.");
    }

    private static void Source(Fields model, string name, ModelServiceSpec spec)
    {
        var uri = model.Text("storageUri");
        if (model.Has("storage"))
        {
            var storage = model.Object("storage");
            var path = storage.Text("path");
            uri ??= storage.Object("parameters").Text("bucket") is { } bucket ? $"s3://{bucket}/{path}" : null;
            storage.Note(
                $"{storage.Path}: there is no secret 'storage-config'; give the credentials of {storage.Text("key") ?? "the storage"} by 'env', "
                    + "from a secret of yours."
            );
            storage.Drop("schemaPath", "a model's schema is in its model.yaml.");
            storage.Rest();
        }

        var (source, note) = uri is null ? (null, "nothing says where the model is") : StorageAddress.Read(uri);
        spec.Model = source;
        if (note is not null)
            model.Note($"{model.Path}.storageUri {uri}: {note}.");
        if (source is not null)
            return;
        spec.Image = $"{Missing}/{name}:1";
        model.Note(
            $"spec.image '{spec.Image}' stands for the model: replace it by one that 'slipway build' makes, or by 'model'."
        );
    }
}
