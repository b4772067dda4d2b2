using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.Tests.Codec;

/// <summary>Bodies of every kind with random contents of the right form, good for encoding and nothing else.</summary>
internal static class SampleBodies
{
    public static IEnumerable<RecordBody> One(Random random)
    {
        yield return new EnrolHospital
        {
            Keys = Keys(random),
            PartySignature = Signature(random),
            L19Key = random.Bytes(48),
            TlsFingerprint = Hash(random),
            Pid = random.Bytes(145),
            HospitalChainId = Hash(random),
        };
        foreach (var kind in (string[])[RecordKinds.EnrolCloud, RecordKinds.EnrolProxy, RecordKinds.EnrolNode])
        {
            yield return new EnrolServer(kind)
            {
                Keys = Keys(random), PartySignature = Signature(random), TlsFingerprint = Hash(random), Owner = Hash(random),
            };
        }

        yield return new EnrolThirdParty { Keys = Keys(random), PartySignature = Signature(random) };
        yield return new EnrolDoctor
        {
            Keys = Keys(random),
            PartySignature = Signature(random),
            Multisignature = random.Bytes(384),
            ProofOfPossession = random.Bytes(144),
            Department = "Kardiologie – Station 3",
        };
        yield return new RegisterVisit
        {
            Claim = new VisitClaim
            {
                Pid = random.Bytes(145),
                VisitKey = random.Bytes(48),
                Keys = Keys(random),
                EvidenceHash = Hash(random),
                ChainId = Hash(random),
                TimeMillis = Time(random),
            },
            PatientSignature = Signature(random),
            Doctors = [.. Enumerable.Range(0, random.Next(1, 17)).Select(_ => Hash(random))],
        };
        yield return new CloseVisit { Pid = random.Bytes(145) };
        yield return Diagnosis(random);
        yield return Consent(random, GrantScope.Record, new PairingDelegation
        {
            ShareId = Hash(random), DelegationKey = random.Bytes(48), GranteeSignature = Signature(random),
        });
        yield return Consent(random, GrantScope.Visit, new OneWayDelegation
        {
            Commitment = random.Bytes(33), V = random.Bytes(33), W = random.Bytes(64),
        });
        yield return new Revoke { GrantId = Hash(random) };
        foreach (var delivered in (bool[])[true, false])
        {
            yield return new Access
            {
                Request = new AccessRequest
                {
                    ChainId = Hash(random),
                    RecordId = Hash(random),
                    GrantId = Hash(random),
                    Requester = Hash(random),
                    Nonce = Hash(random),
                    TimeMillis = Time(random),
                    Signature = Signature(random),
                },
                Delivered = delivered,
                RefusalCode = delivered ? string.Empty : "CONSENT_EXPIRED",
                Requests = delivered ? 1 : (uint)random.Next(1, 1000),
            };
        }

        yield return new Rejection { Refused = Record(random, Diagnosis(random)), Code = "EVIDENCE_MISMATCH" };
    }

    /// <summary>Rotations and retirements.</summary>
    public static IEnumerable<RecordBody> Rotation(Random random)
    {
        yield return new RotateKey
        {
            Keys = Keys(random), PartySignature = Signature(random), Previous = Hash(random), Multisignature = random.Bytes(384), ProofOfPossession = random.Bytes(144),
        };
        yield return new RotateKey { Keys = Keys(random), PartySignature = Signature(random), Previous = Hash(random) };
        yield return new RotateTls { TlsFingerprint = Hash(random), OldUntilMillis = Time(random) };
        yield return new Retire { Party = Hash(random) };
    }

    /// <summary>The kinds of a team's session.</summary>
    public static IEnumerable<RecordBody> Team(Random random)
    {
        yield return new TeamOpen
        {
            Pid = random.Bytes(145),
            Members = [.. Enumerable.Range(0, random.Next(1, 17)).Select(_ => new TeamMember { Doctor = Hash(random), Multisignature = random.Bytes(384) })],
            StartMillis = Time(random),
            StepMillis = 3_600_000,
            ResignMax = 2,
        };
        foreach (var place in (uint[])[1, 2, 16])
        {
            yield return new TeamStep
            {
                Sid = Hash(random),
                Previous = place == 1 ? default : Hash(random),
                Place = place,
                Attempt = (uint)random.Next(1, 300),
                Commitment = Hash(random),
                Signature = random.Bytes(96),
            };
        }

        yield return new TeamDiagnosis
        {
            Sid = Hash(random),
            Pid = random.Bytes(145),
            Steps = [.. Enumerable.Range(0, random.Next(1, 17)).Select(_ => new SignedStep(Hash(random), Hash(random)))],
            Signature = random.Bytes(96),
            Capsule = random.Bytes(400),
            Content = Diagnosis(random).Content,
        };
    }

    /// <summary>The kinds of supervision.</summary>
    public static IEnumerable<RecordBody> Supervision(Random random)
    {
        yield return new Report
        {
            Reporter = new Grantee { Key = Hash(random), ChainId = Hash(random), SealedHeader = random.Bytes(300), EnrolmentProof = random.Bytes(900) },
            EvidenceBytes = random.Bytes(2000),
        };
        yield return new Disclosure { ReportId = Hash(random), SealedAlpha = random.Bytes(113) };
        yield return new Verdict { ReportId = Hash(random), Upheld = true };
        yield return new Sanction { ReportId = Hash(random), Points = 40 };
        yield return new Appeal { CaseId = Hash(random), StatementHash = Hash(random) };
        yield return new Restoration { CaseId = Hash(random), Points = 15 };
    }

    public static Record Record(Random random, RecordBody body) =>
        Protocol.Records.Record.Assemble(Hash(random), Hash(random), Time(random), body, Signature(random));

    public static Bytes32 Hash(Random random) => new(random.Bytes(32));

    public static Signature64 Signature(Random random) => new(random.Bytes(64));

    public static ulong Time(Random random) => (ulong)random.NextInt64();

    private static PartyKeys Keys(Random random) =>
        new() { Signing = Hash(random), Sealing = random.Bytes(65), P21Receiving = random.Bytes(66) };

    private static Diagnosis Diagnosis(Random random) => new()
    {
        HospitalPid = random.Bytes(145),
        Pid = random.Bytes(145),
        Capsule = random.Bytes(352),
        SealedEvidence = random.Bytes(random.Next(81, 513)),
        EvidenceTag = Hash(random),
        Content = new ContentReceipt
        {
            ContentHash = Hash(random),
            SizeBytes = Time(random),
            MediaType = "application/fhir+json",
            Store = Hash(random),
            TimeMillis = Time(random),
            Signature = Signature(random),
        },
    };

    private static Grant Consent(Random random, GrantScope scope, Delegation delegation) => new()
    {
        Scope = scope,
        Target = random.Bytes(scope == GrantScope.Visit ? 145 : 32),
        Grantee = new Grantee
        {
            Key = Hash(random), ChainId = Hash(random), SealedHeader = random.Bytes(random.Next(400)), EnrolmentProof = random.Bytes(random.Next(900)),
        },
        Purpose = "TREAT",
        FromMillis = Time(random),
        UntilMillis = Time(random),
        Proxy = Hash(random),
        Delegation = delegation,
    };
}
