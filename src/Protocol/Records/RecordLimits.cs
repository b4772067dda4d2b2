namespace HospitalChain.Protocol.Records;

/// <summary>Upper bounds that a decoder checks before it allocates. Sizes in bytes unless the name says otherwise.</summary>
public static class RecordLimits
{
    /// <summary>The largest canonical record any chain may allow; a chain's own parameter may be smaller.</summary>
    public const int RecordBytesMax = 64 * 1024;

    /// <summary>The most records in a block (chain.md §3).</summary>
    public const int RecordsPerBlockMax = 10;

    /// <summary>The largest block: ten records and their header.</summary>
    public const int BlockBytesMax = RecordsPerBlockMax * (RecordBytesMax + 8) + 4096;

    public const int KindBytesMax = 32;
    public const int MediaTypeBytesMax = 100;
    public const int DepartmentBytesMax = 64;
    public const int PurposeBytesMax = 64;
    public const int CodeBytesMax = 48;

    /// <summary>The longest evidence in a report: with everything around it, and inside a rejection, it is still a record.</summary>
    public const int EvidenceBytesMax = RecordBytesMax - ProofBytesMax / 2;

    /// <summary>α sealed to the system manager.</summary>
    public const int SealedAlphaBytes = 113;
    public const int SealedEvidenceBytesMin = 81;
    public const int SealedEvidenceBytesMax = 512;
    public const int DoctorsPerVisitMax = 16;
    public const int ProofBytesMax = 16 * 1024;
    public const int PidBytes = 145;
    public const int SealingKeyBytes = 65;
    public const int VisitKeyBytes = 48;
    public const int P21KeyBytes = 66;
    public const int MultisignatureKeyBytes = 384;
    public const int ProofOfPossessionBytes = 144;
    public const int L19CapsuleBytes = 352;
    public const int Bc22CapsuleBytes = 400;
    public const int TeamSignatureBytes = 96;

    /// <summary>The most doctors in a team.</summary>
    public const int TeamSizeMax = 16;

    /// <summary>N, the most times a doctor may be let sign again.</summary>
    public const uint TeamResignMax = 16;

    /// <summary>The longest time one doctor of a team may be given: 30 days.</summary>
    public const ulong TeamStepMillisMax = 30UL * 24 * 60 * 60 * 1000;

    public const int P21CapsuleBytes = 162;

    /// <summary>The most readers a document's access range lists.</summary>
    public const int ReadersMax = 16;

    /// <summary>The most holders that confirm one erasure.</summary>
    public const int HoldersMax = 16;

    /// <summary>The most different proxies that the grants of one folder name: each must confirm an erasure.</summary>
    public const int FolderProxiesMax = 8;

    /// <summary>The most holders of an escrow's shares.</summary>
    public const int EscrowHoldersMax = 16;

    /// <summary>The longest an emergency lasts: four hours.</summary>
    public const ulong BreakGlassMillisMax = 4UL * 60 * 60 * 1000;

    /// <summary>The longest time for its review, after its end: seven days.</summary>
    public const ulong ReviewMillisMax = 7UL * 24 * 60 * 60 * 1000;

    /// <summary>The most records opened in one emergency.</summary>
    public const int OpenedMax = 64;

    /// <summary>How long a machine's old certificate is taken beside its new one.</summary>
    public const ulong TlsOverlapMillisMax = 30UL * 24 * 60 * 60 * 1000;

    public const int ReasonBytesMax = 32;

    /// <summary>An emergency's reason in words, before sealing.</summary>
    public const int StatementBytesMax = 1024;

    /// <summary>Times stay far below what adding a duration could overflow.</summary>
    public const ulong TimeMillisMax = 1UL << 62;

    /// <summary>How far a record's issued-at may be ahead of block time, in milliseconds (chain.md §2).</summary>
    public const ulong IssuedAheadMillisMax = 10 * 60 * 1000;
}
