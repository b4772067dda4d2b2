namespace HospitalChain.Node.Content;

/// <summary>Bounds of a content store.</summary>
public sealed record ContentLimits
{
    public required long ContentBytesMax { get; init; }

    /// <summary>Stored and announced bytes of one key.</summary>
    public required long QuotaBytes { get; init; }

    /// <summary>Bytes left free on the disk.</summary>
    public required long DiskReserveBytes { get; init; }

    public int UploadsPerOwnerMax { get; init; } = 32;

    public int UploadsMax { get; init; } = 2_000;

    /// <summary>An upload that nothing was added to for so long is dropped.</summary>
    public TimeSpan UploadIdleMax { get; init; } = TimeSpan.FromHours(24);
}
