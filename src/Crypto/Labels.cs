namespace HospitalChain.Crypto;

/// <summary>Every domain label of crypto.md, in one place, so that no two uses can share one by accident.</summary>
public static class Labels
{
    // §3 keys
    public const string KeySign = "KEY-SIGN";
    public const string KeySeal = "KEY-SEAL";
    public const string KeyVisit = "KEY-VISIT";
    public const string KeyVisitSign = "KEY-VISIT-SIGN";
    public const string KeyVisitSeal = "KEY-VISIT-SEAL";
    public const string KeyMultisignature = "KEY-MULTISIG";
    public const string KeyDelegation = "KEY-DELEGATION";
    public const string KeyP21 = "KEY-P21";
    public const string KeyP21Receive = "KEY-P21-RECEIVE";
    public const string KeyHospital = "KEY-HOSPITAL";

    /// <summary>A client's own notes on its own disk; beside the table of §3.</summary>
    public const string KeyProfile = "KEY-PROFILE";

    /// <summary>What a node keeps encrypted on its own disk; nothing signed or sent depends on it.</summary>
    public const string KeyAtRest = "KEY-AT-REST";

    /// <summary>Prefix of every signature purpose (§3).</summary>
    public const string SignaturePrefix = "SIG-";

    /// <summary>Prefix of every sealing purpose (§3); with DST's own prefix it is the HPKE info.</summary>
    public const string SealPrefix = "SEAL-";

    // §3 evidence and context
    public const string EvidenceHash = "EVIDENCE-HASH";
    public const string Evidence = "EVIDENCE";
    public const string Context = "CTX";

    // §5 suite L19
    public const string L19H1Generator = "L19-H1-GEN";
    public const string L19H2Generator = "L19-H2-GEN";
    public const string L19U = "L19-U";
    public const string L19V = "L19-V";
    public const string L19D = "L19-D";
    public const string L19H1 = "L19-H1";
    public const string L19H2 = "L19-H2";
    public const string L19H3 = "L19-H3";
    public const string L19F = "L19-F";

    /// <summary>The exponents of a batch verification; nothing outside the verifier sees them.</summary>
    public const string L19Batch = "L19-BATCH";
    public const string Symptom = "SYMPTOM";

    // §6 suite BC22
    public const string Bc22Pop = "BC22-POP";
    public const string Bc22Sid = "BC22-SID";
    public const string Bc22Commit = "BC22-COMMIT";
    public const string Bc22W = "BC22-W";
    public const string Bc22GBar = "BC22-GBAR";
    public const string Bc22H0 = "BC22-H0";
    public const string Bc22H1 = "BC22-H1";
    public const string Bc22H2 = "BC22-H2";
    public const string Bc22H3 = "BC22-H3";
    public const string Bc22Mask = "BC22-MASK";
    public const string Bc22OneTimeSignature = "BC22-OTS";

    /// <summary>The exponents of a batch verification; nothing outside the verifier sees them.</summary>
    public const string Bc22Batch = "BC22-BATCH";

    // §6 suite BC22, group key
    public const string Bc22GroupKeyMac = "BC22-GK-MAC";
    public const string Bc22GroupKey = "BC22-GK";
    public const string Bc22GroupKeyWrap = "BC22-GK-WRAP";

    // §7 suite P21
    public const string P21H1 = "P21-H1";
    public const string P21H2 = "P21-H2";
    public const string P21H3 = "P21-H3";
    public const string P21H4 = "P21-H4";
    public const string P21EqualLogarithms = "P21-DLEQ";

    // §8 escrow and break-glass
    public const string Escrow = "ESCROW";
    public const string EscrowProof = "ESCROW-PROOF";
    public const string EscrowPart = "ESCROW-PART";

    // §9 patients' session
    public const string SessionSid = "SESSION-SID";
    public const string SessionGenerator = "SESSION-GEN";
    public const string SessionKey = "SESSION-KEY";
    public const string SessionMessage = "SESSION-MSG";

    /// <summary>A keystore's encryption key and passphrase check, from PBKDF2's output (docs/spec/keystore.md).</summary>
    public const string Keystore = "KEYSTORE";

    // chain.md §2, §3
    public const string Record = "RECORD";
    public const string Chain = "CHAIN";
    public const string Header = "HEADER";
    public const string StateKey = "STATE-KEY";

    /// <summary>What an offence is known by, so that nobody is charged twice (docs/spec/encodings.md).</summary>
    public const string Offence = "OFFENCE";
}
