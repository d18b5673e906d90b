using Grpc.Core;
using Slipway.AspNetCore.SharedMemory;
using Slipway.Protocols.OpenInference.Grpc.Proto;

namespace Slipway.AspNetCore.OpenInference;

/// <summary>Triton's "Shared-Memory Extension" over gRPC.</summary>
internal sealed partial class GrpcInferenceService
{
    public override Task<SystemSharedMemoryStatusResponse> SystemSharedMemoryStatus(
        SystemSharedMemoryStatusRequest request,
        ServerCallContext context
    ) =>
        Answer(() =>
        {
            var response = new SystemSharedMemoryStatusResponse();
            foreach (var region in regions.Status(request.Name))
            {
                response.Regions[region.Name] = new SystemSharedMemoryStatusResponse.Types.RegionStatus
                {
                    Name = region.Name,
                    Key = region.Key,
                    Offset = (ulong)region.Offset,
                    ByteSize = (ulong)region.ByteSize,
                };
            }

            return response;
        });

    public override Task<SystemSharedMemoryRegisterResponse> SystemSharedMemoryRegister(
        SystemSharedMemoryRegisterRequest request,
        ServerCallContext context
    ) =>
        Answer(() =>
        {
            regions.Register(request.Name, request.Key, request.Offset, request.ByteSize);
            return new SystemSharedMemoryRegisterResponse();
        });

    public override Task<SystemSharedMemoryUnregisterResponse> SystemSharedMemoryUnregister(
        SystemSharedMemoryUnregisterRequest request,
        ServerCallContext context
    ) =>
        Answer(() =>
        {
            if (request.Name.Length > 0)
                regions.Unregister(request.Name);
            else
                regions.UnregisterAll();
            return new SystemSharedMemoryUnregisterResponse();
        });

    public override Task<CudaSharedMemoryStatusResponse> CudaSharedMemoryStatus(
        CudaSharedMemoryStatusRequest request,
        ServerCallContext context
    ) =>
        Answer(() =>
            request.Name.Length == 0
                ? new CudaSharedMemoryStatusResponse()
                : throw CudaSharedMemory.Unknown(request.Name)
        );

    public override Task<CudaSharedMemoryRegisterResponse> CudaSharedMemoryRegister(
        CudaSharedMemoryRegisterRequest request,
        ServerCallContext context
    ) => Answer<CudaSharedMemoryRegisterResponse>(() => throw CudaSharedMemory.Unsupported());

    public override Task<CudaSharedMemoryUnregisterResponse> CudaSharedMemoryUnregister(
        CudaSharedMemoryUnregisterRequest request,
        ServerCallContext context
    ) => Task.FromResult(new CudaSharedMemoryUnregisterResponse());
}
