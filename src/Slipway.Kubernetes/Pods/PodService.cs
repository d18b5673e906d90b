using k8s.Models;

namespace Slipway.Kubernetes.Pods;

/// <summary>A Service over pods that serve models, or over gateways.</summary>
internal static class PodService
{
    private const string Http2 = "kubernetes.io/h2c";

    /// <param name="name">Its name.</param>
    /// <param name="labels">Its own.</param>
    /// <param name="selector">Of the pods.</param>
    /// <param name="ports">Where it has REST and gRPC.</param>
    /// <param name="isHeadless">It has no address of its own: who asks finds the pods.</param>
    /// <param name="isTls">The pods speak TLS.</param>
    public static V1Service Over(
        string name,
        SortedDictionary<string, string> labels,
        SortedDictionary<string, string> selector,
        (int Http, int Grpc) ports,
        bool isHeadless = false,
        bool isTls = false
    ) =>
        new()
        {
            ApiVersion = "v1",
            Kind = V1Service.KubeKind,
            Metadata = new V1ObjectMeta { Name = name, Labels = labels },
            Spec = new V1ServiceSpec
            {
                Type = "ClusterIP",
                ClusterIP = isHeadless ? "None" : null,
                Selector = selector,
                Ports =
                [
                    new V1ServicePort
                    {
                        Name = ObjectNames.Http,
                        Port = ports.Http,
                        TargetPort = ObjectNames.Http,
                        AppProtocol = isTls ? "https" : "http",
                    },
                    new V1ServicePort
                    {
                        Name = ObjectNames.Grpc,
                        Port = ports.Grpc,
                        TargetPort = ObjectNames.Grpc,
                        AppProtocol = isTls ? "https" : Http2,
                    },
                ],
            },
        };
}
